"""For every preset a few small articles: those that it is there for, and those that only look like them."""

from typing import NamedTuple


class Told(NamedTuple):
    """An article in few words."""

    language: str
    title: str
    body: str
    source: str = "evpost"


class Cases(NamedTuple):
    wanted: tuple[Told, ...]
    unwanted: tuple[Told, ...]


CASES = {
    "cn-licence": Cases(
        (
            Told(
                "en",
                "Nio gets its own papers",
                "China granted the carmaker a manufacturing licence on Monday.",
            ),
            Told(
                "en",
                "Zeekr may build alone",
                "The list in Beijing admits a new producer: the EV brand Zeekr.",
            ),
            Told("en", "Three carmakers admitted", "Beijing issued three manufacturing licenses."),
            Told("zh", "蔚来获得独立生产资质", "蔚来汽车进入乘用车生产企业名单。"),
            Told("zh", "又一家车企出局", "主管部门撤销了威马的生产准入,造车从此要另找合作方。"),
            Told(
                "de",
                "WM Motor verliert die Zulassung",
                "Das Ministerium in Peking entzog die Produktionslizenz.",
            ),
        ),
        (
            Told(
                "en",
                "A plant for licence plates",
                "China makes more license plates by manufacturing in Hefei.",
            ),
            Told(
                "en",
                "Licences to test hands-off driving",
                "Beijing gave BYD a permit to build a fleet for tests.",
            ),
            Told("zh", "银行资质评级下调", "评级机构下调了三家银行的资质。"),
            Told("de", "Lizenz für ein Lied", "Der Hersteller von Schallplatten in Köln erwarb eine Lizenz."),
        ),
    ),
    "miit-annex": Cases(
        (
            Told("zh", "关于新准入车辆生产企业的公告", "附件见图。", "miit-eidc"),
            Told("zh", "已准入企业变更信息", "附件:变更信息表。", "miit-zhunru"),
            Told("zh", "新增车辆生产企业公告", "附件见图。", "cn-ministry"),
        ),
        (
            Told("zh", "新准入车辆生产企业有哪些", "一家媒体的解读。"),
            Told("zh", "关于组织培训的通知", "新准入车辆生产企业可以报名。", "miit-eidc"),
        ),
    ),
    "miit-batch": Cases(
        (
            Told(
                "zh",
                "《公告》(第379批)拟发布的新增车辆生产企业及产品公示",
                "公示期为五个工作日。",
                "miit-eidc",
            ),
        ),
        (
            Told("zh", "第379批公示看点", "媒体解读公示内容。"),
            Told("zh", "关于2023年工作的总结", "全年共公示十二批。", "miit-eidc"),
        ),
    ),
    "contract-end": Cases(
        (
            Told("en", "NIO to buy two JAC plants", "The price is 3.16 billion yuan."),
            Told("en", "JAC and NIO part", "The contract manufacturing that began in 2016 is over."),
            Told("zh", "蔚来接手江淮两座工厂", "交易价格为三十一亿元。"),
            Told("zh", "江淮公告", "江淮汽车拟以挂牌转让方式出售部分资产。"),
            Told(
                "de",
                "Nio kündigt den Auftragsfertiger",
                "JAC baut für den Elektroautobauer bald nichts mehr.",
            ),
        ),
        (
            Told("en", "NIO opens a store", "Its cars are sold in Oslo."),
            Told("en", "A phone maker sells a factory in Vietnam", "The buyer is a fund."),
            Told("zh", "比亚迪发布新车型", "工厂里的生产线每天下线一千辆。"),
        ),
    ),
    "recall-cn": Cases(
        (
            Told(
                "en",
                "Tesla recalls 1.6 million cars in China",
                "The regulator published the notice on Friday.",
            ),
            Told("zh", "小鹏召回部分P5汽车", "市场监管总局发布公告,转向控制器存在隐患。"),
            Told("zh", "特斯拉汽车有限公司召回公告", "自即日起召回部分汽车。", "samr-dprc"),
            Told(
                "de",
                "Tesla muss in China nachbessern",
                "Der Rückruf der chinesischen Behörde betrifft alle Teslas.",
            ),
        ),
        (
            Told(
                "en", "Tesla recalls two million cars", "NHTSA says that the company will update Autopilot."
            ),
            Told("zh", "特斯拉在美召回两百万辆汽车", "美国监管机构公布。"),
            Told("zh", "四个品牌电动自行车被召回", "充电器存在隐患,与汽车无关。"),
        ),
    ),
    "recall-west": Cases(
        (
            Told("en", "Ford recalls the Mach-E", "NHTSA says that contactors of the battery may overheat."),
            Told("de", "Porsche ruft Taycan zurück", "Das Kraftfahrt-Bundesamt führt den Rückruf."),
            Told("fr", "Rappel de Tesla", "Le rappel concerne aussi l'Europe: Europe, batterie."),
            Told("zh", "特斯拉在美召回两百万辆汽车", "原因是自动辅助驾驶。"),
            Told("en", "Safety recall 23V-838", "Tesla, Inc.: Autosteer.", "nhtsa-recalls"),
        ),
        (
            Told("en", "Tesla recalls 1.6 million cars in China", "America did the same in December."),
            Told("en", "A recall of toys in Europe", "The paint holds lead."),
            Told("de", "Tesla baut in Deutschland", "Das Werk in Grünheide wächst."),
        ),
    ),
    "tariff": Cases(
        (
            Told(
                "en",
                "Brussels opens its probe",
                "The anti-subsidy inquiry concerns electric cars from China.",
            ),
            Told(
                "en", "Washington weighs a higher wall", "A tariff on Chinese EVs may rise to 100 per cent."
            ),
            Told("zh", "欧盟反补贴调查", "中国电动汽车面临调查。"),
            Told("zh", "巴西恢复进口税", "电动汽车进口税将升至百分之三十五。"),
            Told("de", "Brüssel droht", "Auf Elektroautos aus China könnten Ausgleichszölle erhoben werden."),
        ),
        (
            Told("en", "A night tariff for electric cars", "The power company charges seven pence."),
            Told("en", "Steel tariffs rise", "Washington taxes steel from China."),
            Told("zh", "钢铁关税上调", "美国对钢铁加税。"),
            Told("de", "Zoll findet Schmuggler", "Am Flughafen wurde Gold entdeckt."),
        ),
    ),
    "factory": Cases(
        (
            Told(
                "en",
                "BYD breaks ground in Szeged",
                "The plant will build EVs; the foundation stone was laid today.",
            ),
            Told("en", "Tesla to halt its line near Berlin", "The works will stand still for two weeks."),
            Told("zh", "国轩高科欧洲首座工厂投产", "首批电池下线。"),
            Told(
                "de",
                "VW unterbricht die Fertigung",
                "In Emden ruht das Band für zwei Wochen, das Werk baut Elektroautos.",
            ),
        ),
        (
            Told("en", "NIO opens a store", "It starts to sell in Oslo."),
            Told("en", "A chocolate factory opens", "It makes pralines."),
            Told("en", "Tesla plant hit by a strike over jobs", "The union wants a contract."),
            Told("zh", "比亚迪销量大涨", "三季度交付创新高。"),
        ),
    ),
    "layoffs": Cases(
        (
            Told("en", "Polestar cuts 450 jobs", "That is 15 per cent of its staff."),
            Told("en", "Rivian lets a tenth of its people go", "Layoffs begin this week."),
            Told("zh", "蔚来裁员一成", "汽车公司内部信。"),
            Told(
                "de",
                "Continental baut Tausende Stellen ab",
                "Der Zulieferer streicht Stellen in der Verwaltung.",
            ),
        ),
        (
            Told("en", "NIO cuts prices", "All models become cheaper."),
            Told("en", "A bank cuts 450 jobs", "Branches close in Ohio."),
            Told("zh", "蔚来汽车招聘三千人", "岗位分布在合肥。"),
            Told("de", "Tesla stellt ein", "Das Werk sucht Leute für die Nachtschicht."),
        ),
    ),
    "distress-funding": Cases(
        (
            Told("en", "Fisker files for bankruptcy", "The EV start-up has no money left."),
            Told("en", "XPeng issues convertible notes", "It raises a billion."),
            Told("zh", "极氪完成新一轮融资", "估值一百三十亿美元。"),
            Told(
                "de",
                "Der Elektroautobauer Fisker ist am Ende",
                "Fisker meldet Insolvenz an, engl. insolvency.",
            ),
        ),
        (
            Told("en", "A retailer files for bankruptcy", "Shops close."),
            Told("en", "NIO opens a store", "Its cars are sold in Oslo."),
        ),
    ),
    "battery-tech": Cases(
        (
            Told("en", "CATL shows a sodium-ion cell", "It holds 160 Wh/kg."),
            Told("zh", "蔚来半固态电池装车", "固态电池能量密度360Wh/kg,续航超千公里。"),
        ),
        (
            Told("en", "CATL shows a sodium-ion cell", "It is said to be cheap."),
            Told("en", "A lab makes a solid-state cell", "It holds 400 Wh/kg, says the university."),
        ),
    ),
    "us-policy": Cases(
        (
            Told("en", "The Treasury proposes rules on FEOC", "They decide who gets the tax credit."),
            Told("en", "CARB votes on Advanced Clean Cars", "The board in Sacramento wants more of them."),
        ),
        (
            Told("en", "The Treasury sells bonds", "Yields rise."),
            Told("en", "A tax credit for films", "Ohio pays producers."),
        ),
    ),
    "filing": Cases(
        (
            Told("en", "NIO Inc. form 6-K", "Voluntary announcement: asset purchase agreement.", "hkexnews"),
            Told("en", "Rivian 8-K", "Acquisition of a software company.", "edgar"),
        ),
        (
            Told("en", "NIO announces an acquisition", "A paper reports on it."),
            Told("en", "NIO Inc. form 6-K", "Date of board meeting.", "hkexnews"),
        ),
    ),
    "monthly-deliveries": Cases(
        (
            Told("en", "NIO's October", "NIO delivered 16,074 vehicles in October 2023."),
            Told("zh", "小鹏10月交付20002辆", "小鹏汽车公布10月新车交付20002辆。"),
            Told(
                "de", "BYD knackt im Oktober die Marke", "BYD hat im Oktober 301.833 Elektroautos verkauft."
            ),
        ),
        (
            Told(
                "en",
                "NIO recalls 20,000 cars sold in October",
                "The cars were sold in October: 20,000 vehicles.",
            ),
            Told("en", "NIO opens a store in October", "It is the first in Oslo, in 2023."),
            Told("zh", "小鹏10月预售新车", "预售价38.8万元,10月开启。"),
        ),
    ),
}
