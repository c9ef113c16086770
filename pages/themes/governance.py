"""Theme page: Lokale democratie & regionale samenwerking."""

from pages.components import theme

theme.page("governance")
