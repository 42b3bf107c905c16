from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent


def read_env(path):
    """KEY=value lines; empty lines and those that start with # do not count."""
    pairs = (line.split('=', 1) for line in path.read_text().splitlines() if line.strip() and not line.startswith('#'))
    return {key.strip(): value.strip() for key, value in pairs}


ENV = read_env(BASE_DIR / '.env')
SECRET_KEY = ENV['SECRET_KEY']
REDIS_URL = ENV['REDIS_URL']
DEBUG = False
ALLOWED_HOSTS = ['*']
USE_TZ = True
TIME_ZONE = 'Asia/Taipei'
LANGUAGE_CODE = 'zh-hant'
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'

INSTALLED_APPS = [
    'django.contrib.contenttypes',
    'django.contrib.auth',
    'django.contrib.staticfiles',
    'system',
    'manufacturing_order',
    'workorder',
    'workorder_dispatch',
    'fill_work',
    'onsite_reporting',
    'reporting',
]
MIDDLEWARE = ['django.middleware.common.CommonMiddleware']
ROOT_URLCONF = 'mes_config.urls'
WSGI_APPLICATION = 'mes_config.wsgi.application'

url = urlsplit(ENV['DATABASE_URL'])
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': url.path.lstrip('/'),
        'USER': unquote(url.username),
        'PASSWORD': unquote(url.password),
        'HOST': url.hostname,
        'PORT': url.port or 5432,
        'CONN_MAX_AGE': 60,
        'CONN_HEALTH_CHECKS': True,
    }
}

STATIC_URL = 'static/'
STATIC_ROOT = BASE_DIR / 'static'
STATICFILES_DIRS = [BASE_DIR / 'assets']
MEDIA_ROOT = BASE_DIR / 'media'

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
