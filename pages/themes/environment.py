"""Theme page: Energietransitie & fysieke leefomgeving."""

from pages.components import theme

theme.page("environment")
