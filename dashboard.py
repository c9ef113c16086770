"""Midsize Monitor: start with `streamlit run dashboard.py`. Sets up the page, the menu and the house style, and runs the page asked for."""

import streamlit as st

from pages.components.shell import frame, menu

st.set_page_config(page_icon="static/brand/favicon.png", layout="wide", initial_sidebar_state="collapsed")
# By its address, so that browsers keep it: as a file, Streamlit writes all of it (12 kB) into every answer.
st.logo("/app/static/brand/logo.svg", size="large")
page = st.navigation(menu.sections(), position="top")
st.set_page_config(page_title=f"{page.title} · Midsize Monitor")
frame.run(page)
