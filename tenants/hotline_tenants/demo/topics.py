"""What people of the invented city call about, and how they are answered."""

from dataclasses import dataclass

from hotline_tenants.network.classification import Path


@dataclass(frozen=True)
class Topic:
    """A category with a demand and its answers. {place} is filled in; `unit` is the city's unit where the demand
    does not belong to a district.
    """

    path: Path
    type: str
    title: str
    body: str
    inner: str
    public: str
    unit: str | None = None
    urgency: str = "general"
    basis: tuple[str, str] = ("《政务服务便民热线管理办法》", "Measures for Government Service Hotlines")


def _path(*names: str) -> Path:
    zh, en = names[0::2], names[1::2]
    return Path((zh[0], zh[1], zh[2]), (en[0], en[1], en[2]))


BUILD = ("城乡建设", "Urban and rural construction")
LIFE = ("民生服务", "Public services")
WORK = ("劳动保障", "Labour and social security")
NATURE = ("生态环境", "Ecology and environment")
MARKET = ("市场监管", "Market regulation")
TRAFFIC = ("交通运输", "Transport")

TOPICS: tuple[Topic, ...] = (
    Topic(_path(*BUILD, "市政设施", "Public works", "路灯", "Street lamps"), "help", "{place}路灯不亮",
          "{place}的路灯连续三晚不亮，晚上老人小孩出行很不方便，希望尽快修复。", "现场查看，电缆接头烧毁，已更换并测试。",
          "您好，{place}的路灯故障已修复，当晚已正常亮灯，感谢您的监督。"),
    Topic(_path(*BUILD, "市政设施", "Public works", "道路破损", "Damaged roads"), "help", "{place}路面坑洼",
          "{place}路面有一个大坑，下雨积水，电动车容易摔倒，请修补。", "已铺设沥青 12 平方米，附前后照片。",
          "您好，{place}破损路面已修补完毕并恢复通行，感谢您的反映。"),
    Topic(_path(*BUILD, "市政设施", "Public works", "井盖", "Manhole covers"), "help", "{place}井盖缺失",
          "{place}人行道上井盖不见了，只放了一根树枝，很危险。", "接报后先行围挡，两小时内更换新井盖。",
          "您好，{place}缺失的井盖已更换并加固，给您带来不便深表歉意。", urgency="extra_urgent"),
    Topic(_path(*BUILD, "住房管理", "Housing", "物业管理", "Property management"), "complaint", "{place}物业不作为",
          "{place}电梯坏了半个月，物业只贴告示不维修，住在高层的老人下不了楼。", "约谈物业公司，督促启用维修资金。",
          "您好，经督促，{place}物业已完成电梯维修并通过检测，现已恢复使用。"),
    Topic(_path(*BUILD, "住房管理", "Housing", "违法建设", "Illegal building"), "report", "举报{place}楼顶私搭",
          "{place}顶楼住户在楼顶搭建玻璃房，白天施工很吵，担心楼板承重。", "现场认定为违法建设，下达限期拆除通知书。",
          "您好，该处违法建设已下达限期拆除通知并拆除完毕，感谢您的监督。"),
    Topic(_path(*LIFE, "供水供电", "Water and power", "停水", "Water cut"), "help", "{place}停水一天",
          "{place}从昨天晚上开始停水，没有任何通知，请问什么时候恢复？", "主管爆裂，抢修六小时后恢复。",
          "您好，因主管道破裂造成停水，现已抢修完毕恢复供水，给您带来不便敬请谅解。", "WATER", "urgent"),
    Topic(_path(*LIFE, "供水供电", "Water and power", "停电", "Power cut"), "help", "{place}频繁跳闸停电",
          "{place}这一周每天晚上都停电，孩子没法写作业，请增容。", "变压器过载，已更换为 630 千伏安。",
          "您好，{place}台区变压器已更换，供电恢复稳定，感谢您的耐心等待。", "POWER", "urgent"),
    Topic(_path(*LIFE, "供气供热", "Gas and heat", "燃气", "Gas"), "inquiry", "咨询燃气改造进度",
          "请问{place}老旧燃气管道改造什么时候轮到？居民要做什么准备？", "列入今年第三批计划。",
          "您好，{place}已列入今年第三批燃气管道改造计划，施工前七天会张贴通知。", "GAS"),
    Topic(_path(*LIFE, "教育", "Education", "入学", "School enrolment"), "inquiry", "咨询外来子女入学",
          "我们在{place}租房，没有本地户口，孩子今年上小学需要哪些材料？", "按居住证积分入学政策答复。",
          "您好，凭居住证、租赁备案和社保记录即可申请积分入学，网上报名五月开始。", "EDUCATION"),
    Topic(_path(*LIFE, "医疗卫生", "Health", "预约挂号", "Appointments"), "suggestion", "建议增加老年人现场号",
          "手机挂号老人不会用，建议市属医院每天留一部分现场号。", "已协调三家市属医院保留现场号源。",
          "您好，您的建议已采纳，市属医院每日保留两成现场号源，感谢您的宝贵意见。", "HEALTH"),
    Topic(_path(*WORK, "工资", "Wages", "拖欠工资", "Unpaid wages"), "complaint", "{place}工地拖欠工资",
          "在{place}工地干了三个月，包工头只给了生活费，说好的工资一直不发。", "责令用工单位限期支付并已到账。",
          "您好，经调查协调，用工单位已将拖欠工资支付到位，请您查收。"),
    Topic(_path(*WORK, "社会保险", "Social insurance", "养老保险", "Pensions"), "inquiry", "咨询养老保险转移",
          "我从外地回到{place}工作，之前的养老保险怎么转过来？", "按养老保险关系转移接续规定答复。",
          "您好，您可在手机上申请养老保险关系转移，一般十五个工作日内办结。", "LABOUR"),
    Topic(_path(*NATURE, "噪声", "Noise", "施工噪声", "Building noise"), "complaint", "{place}工地夜间施工",
          "{place}旁边的工地半夜一点还在打桩，全家睡不着，明天孩子还要考试。", "夜查属实，责令停工并立案处罚。",
          "您好，执法人员已查处{place}夜间违规施工行为，并要求严格按时段作业。"),
    Topic(_path(*NATURE, "噪声", "Noise", "广场舞", "Square dancing"), "complaint", "{place}广场舞噪声",
          "{place}每晚跳到十点半，音响开得很大，沟通多次没有用。", "与领队签订公约，九点半前结束。",
          "您好，经协调，舞队已承诺调低音量并在晚上九点半前结束。"),
    Topic(_path(*NATURE, "水环境", "Water", "黑臭水体", "Foul water"), "report", "{place}河道有污水",
          "{place}旁边的小河最近发黑发臭，怀疑有人偷排。", "查明一处雨污混接，已封堵改造。",
          "您好，{place}河道污水来源已查明并完成封堵，水质持续监测中。"),
    Topic(_path(*NATURE, "垃圾", "Waste", "垃圾清运", "Waste collection"), "help", "{place}垃圾无人清运",
          "{place}垃圾桶满了三天没有人收，夏天味道很大。", "增加清运频次，每日两次。",
          "您好，{place}积存垃圾已清运，今后每日清运两次，欢迎继续监督。"),
    Topic(_path(*MARKET, "消费维权", "Consumers", "预付卡", "Prepaid cards"), "complaint", "{place}健身房关门不退费",
          "在{place}健身房办了两年的卡，现在突然关门，电话也打不通。", "联系到负责人，组织分批退费。",
          "您好，经调解，商家已同意分批退还剩余费用，请您留意到账信息。", "MARKET"),
    Topic(_path(*MARKET, "食品安全", "Food safety", "餐饮卫生", "Restaurants"), "report", "举报{place}餐馆卫生",
          "{place}一家小餐馆后厨老鼠乱跑，食材直接放在地上。", "现场检查属实，责令停业整改。",
          "您好，执法人员已对该餐馆责令停业整改，复查合格后方可营业。"),
    Topic(_path(*TRAFFIC, "公共交通", "Public transport", "公交线路", "Bus routes"), "suggestion", "建议增设{place}公交站",
          "{place}新小区入住两千户，最近的公交站要走二十分钟，建议增设站点。", "列入线网优化方案，下月增设。",
          "您好，您的建议已采纳，{place}将于下月增设公交站点。", "BUS"),
    Topic(_path(*TRAFFIC, "停车", "Parking", "占道停车", "Obstructive parking"), "criticism", "{place}占道停车没人管",
          "{place}两边停满了车，消防车都进不去，反映了很多次没有效果。", "施划禁停线并加强巡查。",
          "您好，{place}已施划禁停标线，执法人员每日巡查，感谢您的批评。"),
    Topic(_path(*TRAFFIC, "出租汽车", "Taxis", "服务态度", "Manners"), "praise", "表扬出租车司机",
          "昨天把文件袋落在车上，司机师傅主动送到{place}，非常感谢。", "已通报表扬。",
          "您好，您的表扬已转达，企业已对该司机通报表扬，谢谢您的肯定。", "TRAFFIC"),
    Topic(_path(*LIFE, "便民服务", "Convenience", "外籍人士", "Foreign residents"), "inquiry",
          "How to renew a residence registration near {place}",
          "I moved to a new flat near {place}. Which office renews the registration of residence, and when is it open?",
          "Explained the procedure; the service hall has an English desk.",
          "The service hall renews it on working days from 8:30; bring your passport and the lease. There is an "
          "English desk.", "MARKET"),
)  # fmt: skip
