"""Keys of weather services."""

from leakscan.detection.facts import (
    ALNUM,
    LOWER_NUM,
    Issuer,
)
from leakscan.model.rule import Rule

_OPENWEATHER = Issuer(
    "OpenWeather", "https://openweathermap.org/appid", "Delete it under API keys."
)
_WEATHERAPI = Issuer("WeatherAPI", "https://www.weatherapi.com/docs/", "Regenerate it.")
_TOMORROW = Issuer("Tomorrow.io", "https://docs.tomorrow.io/reference/welcome", "Delete it.")

RULES: tuple[Rule, ...] = (
    _OPENWEATHER.keyed(
        "openweather-api-key",
        "OpenWeather API key",
        ("openweather", "openweathermap", "open_weather", "owm", "pyowm"),
        LOWER_NUM * 32,
    ),
    _WEATHERAPI.keyed(
        "weatherapi-key", "WeatherAPI key", ("weatherapi", "weather_api"), LOWER_NUM * (30, 32)
    ),
    _TOMORROW.keyed(
        "tomorrow-io-key",
        "Tomorrow.io API key",
        ("tomorrow_io", "tomorrowio", "climacell"),
        ALNUM * 32,
    ),
)
