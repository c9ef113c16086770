"""Theme page: Economie & arbeidsmarkt."""

from pages.components import theme

theme.page("economy")
