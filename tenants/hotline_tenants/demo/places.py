"""The invented city: its governments, units and streets. No such place exists."""

from dataclasses import dataclass

CITY = "8800"


@dataclass(frozen=True)
class Government:
    """A government below the demo city; `streets` are pairs of a Chinese and an English name."""

    code: str
    name_zh: str
    name_en: str
    tier: str
    streets: tuple[tuple[str, str], ...]
    weight: int


GOVERNMENTS: tuple[Government, ...] = (
    Government("880101", "云溪区", "Yunxi District", "district",
               (("松风街道", "Pine Wind Street"), ("临水街道", "Waterside Street"), ("书院街道", "Academy Street"),
                ("望江街道", "River View Street")), 16),
    Government("880102", "澄湖区", "Clear Lake District", "district",
               (("荷塘街道", "Lotus Pond Street"), ("白鹭街道", "Egret Street"), ("新港街道", "New Harbour Street")), 14),
    Government("880103", "鹿鸣区", "Luming District", "district",
               (("鹿角街道", "Antler Street"), ("桂园街道", "Osmanthus Street"), ("石牌街道", "Stone Arch Street")), 13),
    Government("880104", "东埠区", "East Wharf District", "district",
               (("渡口街道", "Ferry Street"), ("盐仓街道", "Salt Store Street"), ("长堤街道", "Long Dyke Street")), 12),
    Government("880105", "梅岭区", "Plum Ridge District", "district",
               (("梅坞街道", "Plum Hollow Street"), ("竹山街道", "Bamboo Hill Street")), 10),
    Government("880106", "星野新区", "Starfield New District", "district",
               (("创业街道", "Founders Street"), ("银杏街道", "Ginkgo Street")), 12),
    Government("880121", "临泉县", "Linquan County", "county",
               (("泉口镇", "Springhead Town"), ("柳林镇", "Willow Grove Town"), ("大圩乡", "Great Dyke Township")), 9),
    Government("880122", "西屏县", "West Screen County", "county",
               (("屏峰镇", "Screen Peak Town"), ("茶园乡", "Tea Garden Township")), 7),
    Government("880181", "平川市", "Pingchuan City", "county_city",
               (("古城街道", "Old Town Street"), ("南关街道", "South Gate Street"), ("麦香镇", "Wheatfield Town")), 9),
)  # fmt: skip

CITY_UNITS: tuple[tuple[str, str, str, str], ...] = (
    ("HOUSING", "市住房和城乡建设局", "Housing and Construction Bureau", "department"),
    ("ORDER", "市城市管理局", "Urban Management Bureau", "department"),
    ("TRAFFIC", "市交通运输局", "Transport Bureau", "department"),
    ("LABOUR", "市人力资源和社会保障局", "Human Resources and Social Security Bureau", "department"),
    ("EDUCATION", "市教育局", "Education Bureau", "department"),
    ("HEALTH", "市卫生健康委员会", "Health Commission", "department"),
    ("MARKET", "市市场监督管理局", "Market Regulation Bureau", "department"),
    ("ECOLOGY", "市生态环境局", "Ecology and Environment Bureau", "department"),
    ("WATER", "市水务集团", "Water Group", "public_service"),
    ("POWER", "市供电公司", "Power Supply Company", "public_service"),
    ("GAS", "市燃气公司", "Gas Company", "public_service"),
    ("BUS", "市公交集团", "Bus Group", "public_service"),
)

DISTRICT_UNITS: tuple[tuple[str, str, str, str], ...] = (
    ("ORDER", "城市管理局", "Urban Management Bureau", "department"),
    ("HOUSING", "住房和城乡建设局", "Housing and Construction Bureau", "department"),
    ("LABOUR", "人力资源和社会保障局", "Human Resources and Social Security Bureau", "department"),
)

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = (
    "晓晴",
    "文博",
    "雨桐",
    "志远",
    "思源",
    "美玲",
    "建国",
    "秀兰",
    "家豪",
    "静怡",
    "浩然",
    "丽华",
    "子涵",
    "国强",
)
FOREIGN = ("Anna Berger", "Tom Okafor", "Lucía Ríos", "James Whitfield")
ROADS = (
    "松风路",
    "澄湖大道",
    "鹿鸣街",
    "盐仓巷",
    "梅岭路",
    "星野一路",
    "泉口路",
    "书院街",
    "渡口东路",
    "银杏路",
)
ESTATES = ("云溪花园", "澄湖雅苑", "鹿鸣小区", "望江名邸", "桂园新村", "竹山佳苑", "银杏里", "麦香家园")
