"""The server around the dashboard: what it does to its socket."""

import socket

import serve


def test_answers_leave_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as elsewhere:
        serve._answer_at_once()
        assert elsewhere.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0, "only sockets that listen"
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
