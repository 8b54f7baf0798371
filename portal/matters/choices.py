"""Kinds and states of matters, procedures, windows and admission."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FieldList(models.TextChoices):
    """The list a field of matters comes from (领域清单)."""

    STATUTORY = "statutory", _("statutory field (法定领域)")
    SIPING = "siping", _("Siping list (四平)")
    GUANGZHOU = "guangzhou", _("Guangzhou list (广州)")
    STATION = "station", _("list of station services (社区服务站服务项目)")


class MatterRole(models.TextChoices):
    """What the centre does in a matter (综合、协调、配合、委托、便民)."""

    LEAD = "lead", _("leads (综合)")
    COORDINATE = "coordinate", _("coordinates (协调)")
    ASSIST = "assist", _("assists (配合)")
    ENTRUSTED = "entrusted", _("entrusted (委托)")
    CONVENIENCE = "convenience", _("convenience service (便民)")


class WindowGroup(models.TextChoices):
    """The four groups of matters at a one-stop window (一站式办事窗口的四类事项)."""

    PUBLIC = "public", _("public service and social management (公共服务和社会综合管理)")
    ASSISTED = "assisted", _("assisted and entrusted (协助及委托)")
    DEPARTMENT = "department", _("handled by a department in the community (部门在社区办理)")
    OTHER = "other", _("other needs of residents (居民需要的其他)")


class MatterAudience(models.TextChoices):
    """Whom a matter serves (服务对象)."""

    PERSON = "person", _("persons (个人)")
    ORGANISATION = "organisation", _("organisations (法人)")
    BOTH = "both", _("persons and organisations")


class MatterStatus(models.TextChoices):
    """Whether a matter is done here (事项状态)."""

    DRAFT = "draft", _("not decided yet (草稿)")
    ACTIVE = "active", _("in operation (在办)")
    SUSPENDED = "suspended", _("suspended (暂停办理)")
    SUPERSEDED = "superseded", _("no longer done here (不再办理)")
    REMOVED = "removed", _("taken out of the catalogue (已取消)")


ON_OFFER = (MatterStatus.ACTIVE,)
"""What residents can have done today."""
ENDED = (MatterStatus.SUPERSEDED, MatterStatus.REMOVED)
"""What stays readable and says why it is over and where to go."""


class OccasionKind(models.TextChoices):
    """Ways by which residents find a matter (人生事件、服务人群)."""

    LIFE_EVENT = "life_event", _("life event (人生事件)")
    AUDIENCE = "audience", _("group of residents (服务人群)")


class MaterialForm(models.TextChoices):
    """In which form a material is brought (原件、复印件、电子)."""

    ORIGINAL = "original", _("original")
    COPY = "copy", _("copy")
    BOTH = "both", _("original and copy")
    ELECTRONIC = "electronic", _("electronic file")


class MaterialSource(models.TextChoices):
    """Where a material comes from (材料来源)."""

    APPLICANT = "applicant", _("the applicant has it (申请人自备)")
    AUTHORITY = "authority", _("an authority issues it (部门核发)")
    SHARED = "shared", _("shared data, need not be brought (数据共享)")


class Necessity(models.TextChoices):
    """Whether a missing material holds the application up (必要、容缺)."""

    REQUIRED = "required", _("required (必要)")
    LATER = "later", _("may follow later (容缺)")


class LimitUnit(models.TextChoices):
    """Unit of a time limit (时限单位)."""

    WORKING_DAYS = "working_days", _("working days (工作日)")
    DAYS = "days", _("days (日)")
    AT_ONCE = "at_once", _("at once (当场)")
    NONE = "none", _("no limit is laid down (无)")


class FeeKind(models.TextChoices):
    """Whether something must be paid (收费)."""

    FREE = "free", _("free of charge (不收费)")
    CHARGED = "charged", _("charged (收费)")


class DecisionPlace(models.TextChoices):
    """Where the decision falls (办理权限)."""

    HERE = "here", _("decided and done here (本中心办结)")
    FORWARDED = "forwarded", _("taken in here, decided elsewhere (受理后转报)")
    PROXY = "proxy", _("done for the resident elsewhere (代办)")
    ADVICE = "advice", _("advice only (咨询指引)")


class PostKind(models.TextChoices):
    """A post of a station: one of the six standing ones, or a special one (固定、特色岗位)."""

    STANDING = "standing", _("standing post (固定岗位)")
    SPECIAL = "special", _("special post (特色岗位)")


class AdmissionState(models.TextChoices):
    """Where a request to admit new work stands (准入申请状态)."""

    DRAFT = "draft", _("not submitted yet (草稿)")
    SUBMITTED = "submitted", _("submitted (已申请)")
    REVIEWING = "reviewing", _("under review (审核中)")
    ADMITTED = "admitted", _("admitted (准入)")
    REFUSED = "refused", _("refused (不予准入)")
    WITHDRAWN = "withdrawn", _("withdrawn by the department (撤回)")
    REVOKED = "revoked", _("revoked (撤销)")


OPEN_REQUESTS = (AdmissionState.SUBMITTED, AdmissionState.REVIEWING)
"""Requests that wait for a decision."""
PUBLIC_REQUESTS = (AdmissionState.ADMITTED, AdmissionState.REFUSED, AdmissionState.REVOKED)
"""Requests that stand in the public register."""


class FacilityKind(models.TextChoices):
    """A place or service of convenience (便民服务设施)."""

    DAY_CARE = "day_care", _("day care (日间照料)")
    HOME_CARE = "home_care", _("home care (居家养老)")
    HEALTH = "health", _("health (卫生)")
    RECREATION = "recreation", _("culture and recreation (文体活动)")
    NURSERY = "nursery", _("nursery (托幼)")
    REPAIR = "repair", _("repair (维修)")
    SHOP = "shop", _("shop (便利店)")
    HOUSEKEEPING = "housekeeping", _("housekeeping (家政)")
    MAIL = "mail", _("mail and parcels (邮政快递)")
    TALKING_POINT = "talking_point", _("place to talk matters over (居民说事点)")
    SHARED = "shared", _("facility that a unit opens to residents (共享设施)")
    MARKET = "market", _("food market (菜市场)")
    OUTLET = "outlet", _("outlet (网点)")
    OTHER = "other", _("other")


class RuleSlotKind(models.TextChoices):
    """The rules a centre keeps and publishes (中心的制度)."""

    FIRST_ASKED = "first_asked", _("first-asked responsibility (首问责任制)")
    TIME_LIMIT = "time_limit", _("time-limited completion (限时办结制)")
    STAND_IN = "stand_in", _("A/B stand-in (AB岗制)")
    COMPLAINTS = "complaints", _("complaints (投诉处理制度)")
    STAFF = "staff", _("staff (人员管理制度)")
    FUNDS = "funds", _("funds (经费管理制度)")
    ASSETS = "assets", _("assets (财产管理制度)")
    DISCLOSURE = "disclosure", _("disclosure of office work (办事公开制度)")
    TRAINING = "training", _("training (培训制度)")
    DUTY = "duty", _("duties of posts (岗位责任制)")
    SERVICE_CODE = "service_code", _("service code (服务守则)")
    COMMITMENT = "commitment", _("service commitment (服务承诺)")


class VisitPurpose(models.TextChoices):
    """What a visit to the residents of a group was for above all (走访目的)."""

    LEARN = "learn", _("to learn how things are (了解情况)")
    TELL = "tell", _("to explain policies (宣传政策)")
    MEDIATE = "mediate", _("to settle disputes (化解矛盾)")
    HELP = "help", _("to help with difficulties (解决困难)")


class RosterTurn(models.TextChoices):
    """When the next person takes over (轮班方式)."""

    DAILY = "daily", _("every day the next person (每天轮换)")
    WEEKLY = "weekly", _("every week the next person (每周轮换)")


class RosterDays(models.TextChoices):
    """Which days are filled (排哪些日子)."""

    ALL = "all", _("all days")
    REST = "rest", _("days of rest and holidays")
    WORKING = "working", _("working days")
