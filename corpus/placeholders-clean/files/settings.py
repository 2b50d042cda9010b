import os

PASSWORD = os.environ["DB_PASSWORD"]
TOKEN = get_secret("service/token")
