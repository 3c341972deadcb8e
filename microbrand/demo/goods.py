"""The goods of 华芳苑 and the shelves they stand on."""

from microbrand.demo.shapes import Drawing, Goods, Mark, Shelf, Variant

CRATE = Goods(
    key="crate",
    slug="hong-fu-shi-mu-xiang",
    title="霜后红富士 木箱装",
    line="等过三场霜才摘，吃完了，箱子可以留着放书。",
    body=(
        "<p>这一箱来自南坡的老园子，树龄二十到三十八年。霜降前后落下头一场霜，我们还要再等两场，"
        "等果面起一层细细的白粉，才背着篓子上树。</p>"
        "<p>摘的时候留着果柄，一个篓只放三层，怕压。下山当天在窖里凉一夜，第二天按果径分开："
        "80 毫米的脆，孩子一手握得住；85 毫米的水多，够两个人分一个。</p>"
        "<h3>箱子</h3>"
        "<p>杉木板，四角是榫，不上漆。底下垫当年的麦秸，上面盖一层牛皮纸。"
        "有人拿它放书，有人拿它在阳台上种葱，都合适。</p>"
        "<h3>到家以后</h3>"
        "<p>先开箱透半天气，磕碰的挑出来先吃。其余的装进保鲜袋，放冰箱冷藏，六个星期里口感变化不大。</p>"
        "<h3>若是坏了</h3>"
        "<p>签收 48 小时内拍张照片给我们，坏几个补几个，果子不用寄回来。</p>"
    ),
    cover=Drawing("fuji-crate"),
    pictures=(Drawing("single-apple-red"), Drawing("orchard-dawn")),
    variants=(
        Variant(code="HFY-MX-5-80", price_fen=4900, options={"净重": "5 斤", "果径": "80 毫米"}, left=126, weight=16),
        Variant(code="HFY-MX-5-85", price_fen=5900, options={"净重": "5 斤", "果径": "85 毫米"}, left=88, weight=10),
        Variant(code="HFY-MX-9-80", price_fen=7900, options={"净重": "9 斤", "果径": "80 毫米"}, left=142, weight=18),
        Variant(code="HFY-MX-9-85", price_fen=9600, options={"净重": "9 斤", "果径": "85 毫米"}, left=73, weight=14),
    ),
    type="鲜果",
    facts={
        "产地": "山东栖霞 南坡",
        "品种": "红富士",
        "糖度": 14.2,
        "果径": "80 与 85 毫米",
        "套袋": True,
        "存放": "冷藏六个星期",
    },
    category="红富士",
    tags=("霜后",),
    beside=(
        "gift",
        "scarred",
        "juice",
    ),
    days_old=70,
    seo="栖霞南坡老园子的红富士，等过三场霜才摘，杉木箱装，5 斤与 9 斤，果径 80 和 85 毫米。",
)

GIFT = Goods(
    key="gift",
    slug="hong-fu-shi-li-he",
    title="栖霞红富士礼盒",
    line="一篓里挑三四个，凑成一盒，要挑上一个上午。",
    body=(
        "<p>礼盒里的果子是从木箱的果子里再挑一遍：果形端正，着色在八成以上，果柄都在。"
        "一篓大约挑得出三四个，所以每天能装的盒数有限，装满了就停。</p>"
        "<p>挑果的是赵婶和她儿媳。赵婶挑果不看红不红，先托在手心掂一掂，沉的才留下。"
        "她说同样大的两个，沉的那个水多。</p>"
        "<h3>盒子里有什么</h3>"
        "<ul><li>9 枚装约 5 斤，12 枚装约 6 斤半，果径都是 85 毫米上下</li>"
        "<li>松木格子盒，一格一枚，垫一张白棉纸</li>"
        "<li>一张写着园子和采摘日期的卡片</li>"
        "<li>卡片背面空着，想写的话下单时留言，我们用钢笔替您写上</li></ul>"
        "<h3>送人的时候</h3>"
        "<p>盒里不放价格单，也不放广告。收件人若是换了地址，发货前告诉我们就来得及。</p>"
    ),
    cover=Drawing("fuji-gift-box"),
    pictures=(Drawing("single-apple-red", 2), Drawing("hands-apple")),
    variants=(
        Variant(code="HFY-LH-9", price_fen=10800, options={"规格": "9 枚"}, left=96, weight=20),
        Variant(code="HFY-LH-12", price_fen=13800, options={"规格": "12 枚"}, left=54, weight=12),
    ),
    type="鲜果",
    facts={
        "产地": "山东栖霞 南坡",
        "品种": "红富士",
        "糖度": 14.2,
        "果径": "85 毫米上下",
        "套袋": True,
        "存放": "冷藏六个星期",
    },
    category="红富士",
    tags=(
        "霜后",
        "送人合适",
    ),
    days_old=28,
    seo="栖霞红富士礼盒，逐枚挑选，9 枚与 12 枚两种，附手写卡片，不放价格单。",
)

GREEN = Goods(
    key="green",
    slug="wang-lin-qing-ping-guo",
    title="王林 青苹果",
    line="青皮，不酸，闻着像梨；放软了，奶奶用勺子刮着吃。",
    body=(
        "<p>王林熟透了也还是青的，只透一点黄，所以常有人以为它酸。咬一口就知道，它几乎没有酸味，"
        "香气像梨，又有点像菠萝。</p>"
        "<p>刚下树是脆的；在窖里放上二十来天，肉就松了，用勺子一刮就下来。"
        "奶奶牙口不好以后，全家跟着改吃这一种。</p>"
        "<p>它皮上爱起锈点，超市嫌不好看，栖霞种的人不多。我们留着东坡的六十一棵，"
        "是爷爷 1989 年从烟台换来的接穗，头几年没人要，自己吃。</p>"
        "<h3>两种吃法</h3>"
        "<p>爱脆，收到就吃；爱绵，在屋里放七到十天，按着有一点软了再切。</p>"
        "<p>给小孩子做苹果泥也用它，不必放糖。</p>"
    ),
    cover=Drawing("golden-apple"),
    pictures=(Drawing("golden-apple", 2),),
    variants=(
        Variant(code="HFY-WL-5", price_fen=4200, options={"净重": "5 斤"}, left=64, weight=10),
        Variant(code="HFY-WL-9", price_fen=6900, options={"净重": "9 斤"}, left=41, weight=5),
    ),
    type="鲜果",
    facts={"产地": "山东栖霞 东坡", "品种": "王林", "糖度": 13.6, "套袋": False, "存放": "想吃绵的，室温七到十天"},
    category="青苹果",
    tags=(
        "霜后",
        "老人孩子",
    ),
    days_old=69,
    seo="栖霞东坡六十一棵王林，青皮不酸，香气像梨，放软了用勺子刮着吃。",
)

SCARRED = Goods(
    key="scarred",
    slug="you-ba-de-hong-fu-shi",
    title="雹子果 有疤的红富士",
    line="疤在皮上，里面和别的苹果一样。",
    body=(
        "<p>六月里的冰雹打过的果子，伤口自己长好，留下一个指甲盖大小的硬疤。果子接着长，"
        "接着红，到了霜后，糖度和没疤的测出来一样，都在 14 上下。</p>"
        "<p>收果的人不要它，以前只能送去榨汁。后来我们把它单放一箱，价钱降下来，"
        "写明白为什么便宜。买过的人里，有一半第二回还买它。</p>"
        "<h3>请先看清楚</h3>"
        "<ul><li>每个果子上有一到四处疤，已经长合，不流汁，不发黑</li>"
        "<li>果径 75 到 85 毫米，大小混装，不挑色</li>"
        "<li>不适合送礼；自己吃、给孩子带饭、做果酱都好</li></ul>"
        "<p>有烂的，照样坏几个补几个。疤不算坏。</p>"
    ),
    cover=Drawing("scarred-apple"),
    pictures=(Drawing("hands-apple", 2), Drawing("fuji-crate", 3)),
    variants=(
        Variant(code="HFY-BZ-5", price_fen=2900, options={"净重": "5 斤"}, left=110, weight=10),
        Variant(code="HFY-BZ-9", price_fen=4600, options={"净重": "9 斤"}, left=167, weight=14),
    ),
    type="鲜果",
    facts={
        "产地": "山东栖霞 南坡",
        "品种": "红富士",
        "糖度": 14,
        "果径": "75 到 85 毫米",
        "套袋": True,
        "存放": "冷藏六个星期",
    },
    category="红富士",
    tags=(
        "霜后",
        "为什么便宜",
    ),
    days_old=52,
    seo="冰雹打过、自己长好的红富士。皮上有疤，里面没有，价钱降下来，原因写清楚。",
)

SLICES = Goods(
    key="slices",
    slug="lu-bian-ping-guo-gan",
    title="炉边苹果干",
    line="配料表只有一行：苹果。",
    body=(
        "<p>红富士去核不去皮，切成三毫米的片，在六十度的炉子里烘十四个小时。"
        "不泡糖水，不熏硫，所以颜色发黄，边上有点卷，咬下去先韧后脆。</p>"
        "<p>八斤鲜果出一斤干。一袋 80 克，差不多是四个苹果。</p>"
        "<p>开袋以后封好口，一个星期里吃完。受潮变软了，放进空气炸锅 80 度吹五分钟，又脆回来。</p>"
    ),
    cover=Drawing("apple-slices"),
    pictures=(Drawing("apple-slices", 2),),
    variants=(
        Variant(code="HFY-GG-1", price_fen=2200, options={"规格": "1 袋 80 克"}, left=133, weight=9),
        Variant(code="HFY-GG-3", price_fen=6000, options={"规格": "3 袋 240 克"}, left=58, weight=8),
    ),
    type="锅里和缸里",
    facts={"产地": "山东栖霞", "配料": "苹果", "净含量": 80, "保存": "开袋后一个星期里吃完"},
    category="零嘴",
    tags=("老人孩子",),
    days_old=63,
    seo="红富士切片三毫米，六十度烘十四个小时，配料只有苹果。",
)

JAM = Goods(
    key="jam",
    slug="xiao-guo-ping-guo-jiang",
    title="小锅苹果酱",
    line="一锅十二瓶，熬的人不离开灶台。",
    body=(
        "<p>一半红富士，一半王林：前一种给果肉，后一种给香气。切丁，糖腌一夜，"
        "第二天用铜锅小火熬两个半钟头，中间不停地搅，关火前挤半个柠檬。</p>"
        "<p>锅小，一次十二瓶。我们试过大锅，底下容易糊，颜色发暗，就又换回来了。</p>"
        "<p>配料：苹果、白砂糖、柠檬汁。每 100 克里果肉不少于 65 克。"
        "开盖后放冰箱，三个星期里吃完，勺子要干的。</p>"
    ),
    cover=Drawing("apple-jam"),
    pictures=(Drawing("apple-jam", 2),),
    variants=(
        Variant(code="HFY-GJ-1", price_fen=3200, options={"规格": "1 瓶 200 克"}, left=47, weight=14),
        Variant(code="HFY-GJ-2", price_fen=6000, options={"规格": "2 瓶 400 克"}, left=31, weight=9),
    ),
    type="锅里和缸里",
    facts={"产地": "山东栖霞", "配料": "苹果、白砂糖、柠檬汁", "净含量": 200, "保存": "开盖后冷藏，三个星期里吃完"},
    category="早餐",
    tags=("送人合适",),
    beside=(
        "honey",
        "dish",
    ),
    days_old=46,
    seo="红富士与王林各一半，铜锅小火熬两个半钟头，一锅十二瓶。",
)

JUICE = Goods(
    key="juice",
    slug="zheng-ke-ping-guo-zhi",
    title="整颗榨苹果汁",
    line="一瓶里是两个半苹果，瓶底的沉淀是果肉。",
    body=(
        "<p>果子洗净整颗打碎，压榨，过一道粗纱，八十五度热灌装。不兑水，不加糖，也没有滤到透亮，"
        "所以瓶底有沉淀，喝前摇一摇。</p>"
        "<p>每年十一月榨一批，榨到果子卖完为止。这一批用的是红富士七成、王林三成，偏甜，收口有一点酸。</p>"
        "<p>275 毫升玻璃瓶。阴凉处放九个月；开瓶后放冰箱，两天里喝完。</p>"
    ),
    cover=Drawing("apple-juice"),
    pictures=(Drawing("apple-juice", 2),),
    variants=(
        Variant(code="HFY-GZ-6", price_fen=7200, options={"规格": "6 瓶"}, left=84, weight=11),
        Variant(code="HFY-GZ-12", price_fen=13600, options={"规格": "12 瓶"}, left=36, weight=5),
    ),
    type="锅里和缸里",
    facts={"产地": "山东栖霞", "配料": "苹果", "保存": "阴凉处九个月，开瓶后冷藏两天"},
    category="早餐",
    tags=("老人孩子",),
    days_old=60,
    seo="整颗压榨、不兑水不加糖的苹果汁，275 毫升玻璃瓶，瓶底的沉淀是果肉。",
)

VINEGAR = Goods(
    key="vinegar",
    slug="gang-li-de-ping-guo-cu",
    title="缸里的苹果醋",
    line="在陶缸里待了十一个月，拌黄瓜正好。",
    body=(
        "<p>榨汁剩下的果渣加水，在陶缸里自己发酵：先成酒，再成醋，急不来，前后要十一个月。"
        "缸是隔壁老邢烧的，口小肚大，盖一块棉布，放在背阴的北屋。</p>"
        "<p>味道比粮食醋轻，果香在后面。拌凉菜、蘸饺子、腌小萝卜都行；炖肉时出锅前淋一勺，解腻。</p>"
        "<p>500 毫升。总酸 4.2 克每 100 毫升。瓶里若有一片絮状的薄膜，那是醋自己结的，捞掉就好。</p>"
    ),
    cover=Drawing("apple-vinegar"),
    pictures=(Drawing("apple-vinegar", 2),),
    variants=(Variant(code="HFY-CU-1", price_fen=4600, left=69, weight=8),),
    type="锅里和缸里",
    facts={"产地": "山东栖霞", "配料": "苹果、水", "保存": "阴凉处，膜捞掉即可"},
    category="灶台",
    days_old=57,
    seo="果渣在陶缸里发酵十一个月的苹果醋，拌凉菜、蘸饺子。500 毫升。",
)

DISH = Goods(
    key="dish",
    slug="xing-jia-ping-guo-die",
    title="邢家苹果碟",
    line="隔壁老邢拉的坯，碟子中间那一点凹，刚好放住一个苹果。",
    body=(
        "<p>老邢的窑就在园子东墙外面。碟子一只一只拉，中间用拇指压一个凹，苹果放上去不滚。"
        "两种釉：霜白的沉静，叶青的在边上积一圈深绿，每一只深浅都不同。</p>"
        "<p>直径约 16 厘米，可以进洗碗机，不要放明火上。手工拉坯，大小有两三毫米的出入，"
        "底上有老邢的指纹，这不是瑕疵，是他按上去的。</p>"
        "<p>一窑能出三十来只。卖完要等下一窑，什么时候开窑，看天气，也看老邢的腰。</p>"
    ),
    cover=Drawing("ceramic-dish", 2),
    pictures=(Drawing("ceramic-dish", 4), Drawing("potter-studio")),
    variants=(
        Variant(code="HFY-DIE-SB", price_fen=13800, options={"釉色": "霜白"}, left=0, weight=12),
        Variant(code="HFY-DIE-YQ", price_fen=13800, options={"釉色": "叶青"}, left=0, weight=13),
    ),
    type="器物",
    facts={"材质": "本地陶土，高温釉", "直径": 16, "做法": "手工拉坯", "洗碗机": True, "养护": "不要放明火上"},
    category="器物",
    tags=(
        "送人合适",
        "邻居",
    ),
    beside=(
        "crate",
        "green",
    ),
    days_old=40,
    seo="园子东墙外老邢手拉坯的苹果碟，霜白与叶青两种釉，一窑三十来只。",
)

HONEY = Goods(
    key="honey",
    slug="ping-guo-hua-mi",
    title="苹果花蜜",
    line="园子一年开花十一天，蜂也只忙这十一天。",
    body=(
        "<p>五月初苹果开花，养蜂的老曲把四十箱蜂拉到园子里来。花期十一天，碰上下雨就只有七八天，"
        "蜂酿多少就是多少，一年取一次。</p>"
        "<p>颜色浅，刚打开有股青草气，入冬会结成细沙一样的晶，用温水化开就行。</p>"
        "<p>配料：蜂蜜。未满一岁的孩子不要吃。</p>"
    ),
    cover=Drawing("honey-jar"),
    pictures=(Drawing("blossom-spring"),),
    variants=(
        Variant(code="HFY-FM-250", price_fen=5800, options={"净重": "250 克"}, left=4, weight=14),
        Variant(code="HFY-FM-500", price_fen=10800, options={"净重": "500 克"}, left=2, weight=10),
    ),
    type="锅里和缸里",
    facts={"产地": "山东栖霞", "配料": "蜂蜜", "保存": "室温，结晶用温水化开"},
    category="早餐",
    tags=(
        "邻居",
        "送人合适",
    ),
    days_old=31,
    seo="苹果开花的十一天里，老曲的四十箱蜂在园子里取的花蜜。",
)

NEW_HONEY = Goods(
    key="new-honey",
    slug="lai-nian-de-ping-guo-hua-mi",
    title="来年的苹果花蜜",
    line="花还没开，蜜先定下：来年五月取蜜，取多少算多少。",
    body=(
        "<p>老曲的蜂来年五月还来。花期只有十一天，取得的蜜不多，今年的已经快卖完了，"
        "所以来年的先收定金，按定下的数取瓶子、留蜜。</p>"
        "<p>定金不超过价钱的五分之一。付尾款以前，店里若是卖得更便宜，就按便宜的算。"
        "要是遇上倒春寒，蜂采不到蜜，我们双倍退还定金。</p>"
        "<p>配料：蜂蜜。未满一岁的孩子不要吃。</p>"
    ),
    cover=Drawing("honey-jar", 2),
    pictures=(Drawing("blossom-spring", 3),),
    days_old=6,
    state="coming",
    type="锅里和缸里",
    facts={"产地": "山东栖霞", "配料": "蜂蜜", "保存": "室温，结晶用温水化开"},
    category="早餐",
    tags=("邻居",),
    seo="来年五月的苹果花蜜，定金预售：定金、尾款、发货日期都写明白。",
)

TEA = Goods(
    key="tea",
    slug="lu-huo-ping-guo-cha",
    title="炉火苹果红枣茶",
    line="烘苹果干那夜，炉边顺手多烤的一把红枣。",
    body=(
        "<p>苹果干切剩的边角，和掰开的红枣一起在炉子上再烤一遍，焦一点，香一点，装进红铁罐。"
        "抓一把，滚水冲下去，头一泡要等三分钟。</p>"
        "<p>（待补：罐子的规格、检测报告、红枣是谁家的。晓晓写完再发布。）</p>"
    ),
    cover=Drawing("tea-tin"),
    variants=(Variant(code="HFY-CHA-120", price_fen=5800, options={"规格": "1 罐 120 克"}, left=30, weight=0),),
    days_old=3,
    state="draft",
)

TREE = Goods(
    key="tree",
    slug="ren-yang-yi-ke-shu",
    title="认养一棵苹果树",
    line="明年开春挂牌，从剪枝到下果，一年里你会收到它的四张照片。",
    body=(
        "<p>南坡新栽的红富士，一共放出一百二十棵。每棵挂一块木牌，写你给它起的名字。"
        "树还在园子里长，活我们来干：二月剪枝，五月疏花，六月套袋，霜后下果。</p>"
        "<p>一年里给你寄四张照片，年底寄你 40 斤果子，分两次发，地址可以不同。"
        "若是当年遭了灾，产量不够，就从别的树上补齐，并且告诉你它遭了什么。</p>"
        "<p>价格和挂牌日期正在定，定了会在这一页写出来。</p>"
    ),
    cover=Drawing("sapling-adopt"),
    pictures=(Drawing("blossom-spring", 2),),
    days_old=61,
    state="coming",
    seo="认养栖霞南坡的一棵红富士：木牌、四张照片、年底 40 斤苹果。明年开春开始。",
)

# The category tree: what stands at the top → what is below it.
CATEGORIES: dict[str, tuple[str, ...]] = {
    "鲜果": ("红富士", "青苹果"),
    "锅里和缸里": ("早餐", "零嘴", "灶台"),
    "器物": (),
}

# Product types: attribute → kind, unit or choices.
TYPES: dict[str, dict[str, tuple[str, str]]] = {
    "鲜果": {
        "产地": ("text", ""),
        "品种": ("choice", "红富士\n王林"),
        "糖度": ("number", "°Bx"),
        "果径": ("text", ""),
        "套袋": ("yes_no", ""),
        "存放": ("text", ""),
    },
    "锅里和缸里": {
        "产地": ("text", ""),
        "配料": ("text", ""),
        "净含量": ("number", "克"),
        "保存": ("text", ""),
    },
    "器物": {
        "材质": ("text", ""),
        "直径": ("number", "厘米"),
        "做法": ("choice", "手工拉坯\n注浆"),
        "洗碗机": ("yes_no", ""),
        "养护": ("text", ""),
    },
}

# Oldest first: the shop lists the newest first.
GOODS = (CRATE, GREEN, SLICES, TREE, JUICE, VINEGAR, SCARRED, JAM, DISH, HONEY, GIFT, NEW_HONEY, TEA)

SHELVES = (
    Shelf(
        title="霜后的果",
        slug="shuang-hou-de-guo",
        intro="等过三场霜，从南坡和东坡下来的苹果。红的脆，青的香，有疤的便宜。",
        cover=Drawing("orchard-dawn", wide=True),
        goods=("crate", "gift", "green", "scarred"),
    ),
    Shelf(
        title="锅里和缸里",
        slug="guo-li-he-gang-li",
        intro="吃不完的果子去了哪里：烘成干，熬成酱，榨成汁，或者在缸里等十一个月。",
        cover=Drawing("cellar-snow", wide=True),
        goods=("jam", "slices", "juice", "vinegar", "honey"),
    ),
    Shelf(
        title="送人",
        slug="song-ren",
        intro="不放价格单，卡片可以代写。",
        cover=Drawing("fuji-gift-box", 4, wide=True),
        goods=("gift", "carved", "crate", "dish", "jam", "honey", "juice"),
    ),
    Shelf(
        title="墙外的邻居",
        slug="qiang-wai-de-lin-ju",
        intro="老邢的窑，老曲的蜂，还有一棵等着起名字的树。",
        cover=Drawing("potter-studio", wide=True),
        goods=("dish", "kiln", "honey", "tree", "pruning", "seedling"),
    ),
    Shelf(
        title="五十块以内",
        slug="wu-shi-kuai-yi-nei",
        intro="先尝一样。此刻有货、不到五十块的都在这里，便宜的排在前头。",
        cover=Drawing("hands-apple", 3, wide=True),
        conditions=({"kind": "price", "high_fen": 5000}, {"kind": "in_stock"}),
        order="price_up",
    ),
)
# Badges: to whom by hand and why; or for how many days after the first publishing.
BADGES = (
    Mark(name="新到", role="brand", days=30),
    Mark(name="手工拉坯", role="accent", given={"dish": "老邢在墙外的窑里一只只拉坯，一窑三十来只，底上有窑印。"}),
)


def goods_named(key: str) -> Goods:
    """The product with this key."""
    return next(goods for goods in GOODS if goods.key == key)
