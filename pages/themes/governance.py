"""Theme page: Lokale democratie & regionale samenwerking."""

from pages.components.sections import theme

theme.page("governance")
