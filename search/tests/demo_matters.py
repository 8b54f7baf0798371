"""Ten small procedures of the shared demo codes, for judging answers; all of it is made up."""

from __future__ import annotations

from portal.matters.models import Matter, Procedure
from portal.matters.tests.factories import make_matter_section, make_procedure
from portal.models import City

TEXTS = {
    "YL-001": ("城乡居民基本医疗保险参保登记", "没有单位的居民和孩子都可以参保，家里人代办也行。"),
    "YL-002": ("老年人优待证申领", "年满65周岁的老人可以领证，乘车、逛公园有优待。"),
    "YL-003": ("新生儿落户咨询", "孩子出生后到哪里上户口、带什么，社区给您讲清楚。"),
    "YL-004": ("居住证办理协助", "来本市居住半年以上的人可以办，社区帮您核材料。"),
    "YL-005": ("困难救助申请初审", "家里遇到难处、生活困难，可以申请救助，社区先看材料。"),
    "YL-006": ("灵活就业登记", "没有固定单位、打零工的人，在这里登记。"),
    "YL-007": ("残疾人证申领协助", "社区帮您填表、预约评定。"),
    "YL-008": ("计划生育服务登记", "夫妻生育前后的登记。"),
    "YL-009": ("养犬证明", "不再开具，请到公安窗口。"),
    "YL-010": ("老年饭桌预约", "六十岁以上的老人可以预约午餐、晚餐，也可以送餐。"),
}


def lay_demo_matters(city: City) -> dict[str, Procedure]:
    """The procedures by the codes of their matters, below a new section of the city."""
    section = make_matter_section(city)
    found = {}
    for code, (title, summary) in TEXTS.items():
        matter, _ = Matter.objects.get_or_create(code=code, defaults={"name": title})
        found[code] = make_procedure(
            section, title=title, slug=code.lower(), summary=summary, matter=matter
        )
    return found
