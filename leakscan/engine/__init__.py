"""Where and how often work runs; knows neither layers nor rules."""
