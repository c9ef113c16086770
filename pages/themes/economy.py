"""Theme page: Economie & arbeidsmarkt."""

from pages.components.sections import theme

theme.page("economy")
