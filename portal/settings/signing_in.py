"""Settings of signing in (登录): wrong tries, second factors; portal/sign_in acts on them."""

from datetime import timedelta

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: who tried too often is not asked any further
    "django.contrib.auth.backends.ModelBackend",
]

# --- Guessing: five wrong tries a name and address -----------------------------------------------
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # the address alone: our handler
AXES_HANDLER = "portal.sign_in.lockout.Handler"
AXES_CLIENT_IP_CALLABLE = "portal.sign_in.lockout.client_address"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]
SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # our own page of signing in says that there were too many tries
    "axes.W006",  # the address alone is counted too, by our handler
]
PASSWORD_RESET_TIMEOUT = 60 * 60
WAGTAILADMIN_LOGIN_URL = "wagtailadmin_login"
WAGTAILADMIN_USER_LOGIN_FORM = "portal.sign_in.forms.SignInForm"
MFA_ADAPTER = "portal.sign_in.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "社区门户"
MFA_TOTP_TOLERANCE = 1
