"""Sentences in languages other than English, put together of a few pieces each.

They tell something, now and then with numbers, or ask for what no arithmetic gives.
"""

from __future__ import annotations

from dataclasses import dataclass

from mycelium_distill.judging.unanswerable.drawing import Draw


@dataclass(frozen=True)
class Tongue:
    """A language's pieces, `|` between them; `#` is a number's place.

    Attributes:
        first: How sentences begin.
        middle: How they go on.
        last: How they end.
        questions: Whole questions, without the facts to answer them.
        glue: What stands between the pieces.
    """

    first: str
    middle: str
    last: str
    questions: str
    glue: str = " "


TONGUES = {
    "spanish": Tongue(
        "Mi vecino|La maestra|El cartero|Nuestra prima|Un pescador|Don Ramiro|La niña",
        "compró # manzanas|olvidó el paraguas|tiene # gallinas|escribió una carta|pintó la puerta"
        "|vendió # libros",
        "en el mercado.|antes del almuerzo.|cerca del río.|el # de mayo.|con mucha paciencia."
        "|para su abuela.",
        "¿Por qué cerraron la panadería?|¿Cuándo empieza la fiesta?|¿Quién trajo las # sillas?"
        "|¿Te gusta el queso de cabra?|¿Adónde fueron los # músicos?|¿Cuánto falta todavía?",
    ),
    "french": Tongue(
        "Mon oncle|La voisine|Le boulanger|Une élève|Le vieux marin|Notre équipe|Camille",
        "a perdu # clés|achète du fromage|regarde les étoiles|possède # poules|chante une chanson"
        "|range # assiettes",
        "dans la cuisine.|avant midi.|au bord de la mer.|le # juillet.|sans faire de bruit."
        "|pour ses cousins.",
        "Pourquoi le magasin est-il fermé ?|Qui a pris mes # crayons ?|Aimes-tu les champignons ?"
        "|À quelle heure part Lucie ?|Combien en reste-t-il ?|Que veux-tu boire ?",
    ),
    "german": Tongue(
        "Mein Onkel|Die Lehrerin|Der Gärtner|Unsere Nachbarin|Ein Maler|Die Mannschaft|Jonas",
        "kaufte # Brötchen|sucht seine Brille|hat # Hühner|liest ein Buch|streicht den Zaun"
        "|sammelt # Steine",
        "im Garten.|vor dem Frühstück.|am Ufer.|am #. März.|mit großer Geduld.|bei den Großeltern.",
        "Warum ist die Tür zu?|Wer hat die # Stühle gebracht?|Magst du Pilze?"
        "|Wann kommt Lena nach Hause?|Wie viele fehlen noch?|Wohin fährt der Bus Nummer #?",
    ),
    "italian": Tongue(
        "Mio zio|La maestra|Il fornaio|Una bambina|Il pescatore|La squadra|Giorgio",
        "ha comprato # mele|cerca gli occhiali|possiede # galline|scrive una lettera"
        "|dipinge la porta|porta # libri",
        "al mercato.|prima di pranzo.|vicino al fiume.|il # maggio.|con molta calma.|per la nonna.",
        "Perché il negozio è chiuso?|Chi ha preso le # sedie?|Ti piacciono i funghi?"
        "|Quando torna Chiara?|Quanti ne mancano ancora?|Dove vanno i # musicisti?",
    ),
    "portuguese": Tongue(
        "O meu tio|A professora|O padeiro|Uma menina|O pescador|A equipa|Tiago",
        "comprou # laranjas|perdeu os óculos|tem # galinhas|escreve uma carta|pinta a porta"
        "|leva # livros",
        "no mercado.|antes do almoço.|perto do rio.|no dia # de maio.|com muita calma.|para a avó.",
        "Porque está a loja fechada?|Quem trouxe as # cadeiras?|Gostas de cogumelos?"
        "|Quando volta a Inês?|Quantos faltam ainda?|Para onde foram os # músicos?",
    ),
    "dutch": Tongue(
        "Mijn oom|De juf|De bakker|Een meisje|De visser|Ons team|Sanne",
        "kocht # appels|zoekt haar bril|heeft # kippen|schrijft een brief|verft de deur"
        "|draagt # boeken",
        "op de markt.|voor het eten.|bij de rivier.|op # mei.|met veel geduld.|voor oma.",
        "Waarom is de winkel dicht?|Wie heeft de # stoelen gebracht?|Lust je kaas?"
        "|Wanneer komt Bram terug?|Hoeveel zijn er nog over?|Waar gaat tram # naartoe?",
    ),
    "polish": Tongue(
        "Mój wujek|Nauczycielka|Piekarz|Dziewczynka|Stary rybak|Nasza drużyna|Tomek",
        "kupił # jabłek|szuka okularów|ma # kur|pisze list|maluje drzwi|niesie # książek",
        "na targu.|przed obiadem.|nad rzeką.|dnia # maja.|bez pośpiechu.|dla babci.",
        "Dlaczego sklep jest zamknięty?|Kto przyniósł # krzeseł?|Czy lubisz grzyby?"
        "|Kiedy wróci Zosia?|Ile jeszcze zostało?|Dokąd jedzie autobus numer #?",
    ),
    "turkish": Tongue(
        "Amcam|Öğretmen|Fırıncı|Küçük kız|Balıkçı|Takımımız|Mehmet",
        "pazardan|öğleden önce|nehrin yanında|# Mayıs günü|sabırla|ninesi için",
        "# elma aldı.|gözlüğünü arıyor.|# tavuk besliyor.|mektup yazıyor.|kapıyı boyadı."
        "|# defter taşıdı.",
        "Dükkân neden kapalı?|# sandalyeyi kim getirdi?|Mantar sever misin?|Elif ne zaman döner?"
        "|Daha kaç tane kaldı?|# numaralı otobüs nereye gidiyor?",
    ),
    "swedish": Tongue(
        "Min morbror|Läraren|Bagaren|En flicka|Fiskaren|Vårt lag|Oskar",
        "köpte # äpplen|letar efter nycklarna|har # höns|skriver ett brev|målar dörren"
        "|bär # böcker",
        "på torget.|före lunchen.|vid sjön.|den # maj.|med stort tålamod.|till mormor.",
        "Varför är affären stängd?|Vem tog de # stolarna?|Tycker du om svamp?|När kommer Elsa hem?"
        "|Hur många är kvar?|Vart går buss #?",
    ),
    "finnish": Tongue(
        "Setäni|Opettaja|Leipuri|Pieni tyttö|Kalastaja|Joukkueemme|Aino",
        "osti # omenaa|etsii avaimia|hoitaa # kanaa|kirjoittaa kirjettä|maalaa ovea"
        "|kantaa # kirjaa",
        "torilla.|ennen lounasta.|joen rannalla.|# toukokuuta.|kaikessa rauhassa.|mummolle.",
        "Miksi kauppa on kiinni?|Kuka toi # tuolia?|Pidätkö sienistä?|Milloin Eero palaa?"
        "|Montako on jäljellä?|Minne bussi # menee?",
    ),
    "czech": Tongue(
        "Můj strýc|Učitelka|Pekař|Holčička|Starý rybář|Naše družstvo|Honza",
        "koupil # jablek|hledá brýle|má # slepic|píše dopis|natírá dveře|nese # knih",
        "na trhu.|před obědem.|u řeky.|dne #. května.|beze spěchu.|pro babičku.",
        "Proč je obchod zavřený?|Kdo přinesl # židlí?|Máš rád houby?|Kdy se vrátí Eliška?"
        "|Kolik ještě zbývá?|Kam jede tramvaj číslo #?",
    ),
    "hungarian": Tongue(
        "A nagybátyám|A tanárnő|A pék|Egy kislány|Az öreg halász|A csapatunk|Gergő",
        "a piacon|ebéd előtt|a folyónál|május #-én|türelmesen|a nagymamának",
        "# almát vett.|a szemüvegét keresi.|# tyúkot tart.|levelet ír.|ajtót fest.|# könyvet visz.",
        "Miért van zárva a bolt?|Ki hozta a # széket?|Szereted a gombát?|Mikor jön vissza Réka?"
        "|Hány maradt még?|Merre megy a # busz?",
    ),
    "romanian": Tongue(
        "Unchiul meu|Învățătoarea|Brutarul|O fetiță|Pescarul|Echipa noastră|Andrei",
        "a cumpărat # mere|își caută ochelarii|are # găini|scrie o scrisoare|vopsește ușa"
        "|duce # cărți",
        "la piață.|înainte de prânz.|lângă râu.|pe # mai.|cu multă răbdare.|pentru bunica.",
        "De ce este închis magazinul?|Cine a adus cele # scaune?|Îți plac ciupercile?"
        "|Când se întoarce Ioana?|Câte au mai rămas?|Unde merge autobuzul #?",
    ),
    "indonesian": Tongue(
        "Paman saya|Ibu guru|Tukang roti|Seorang anak|Nelayan itu|Regu kami|Budi",
        "membeli # mangga|mencari kacamata|punya # ayam|menulis surat|mengecat pintu"
        "|membawa # buku",
        "di pasar.|sebelum makan siang.|dekat sungai.|tanggal # Mei.|dengan sabar.|untuk nenek.",
        "Mengapa toko itu tutup?|Siapa membawa # kursi?|Kamu suka jamur?|Kapan Sari pulang?"
        "|Masih sisa berapa?|Ke mana bus nomor #?",
    ),
    "vietnamese": Tongue(
        "Chú tôi|Cô giáo|Người thợ|Một em bé|Bác ngư dân|Đội chúng tôi|Minh",
        "mua # quả cam|tìm chìa khóa|nuôi # con gà|viết thư|sơn cửa|mang # quyển sách",
        "ở chợ.|trước bữa trưa.|bên bờ sông.|ngày # tháng 5.|rất kiên nhẫn.|cho bà.",
        "Vì sao cửa hàng đóng cửa?|Ai mang # cái ghế đến?|Bạn có thích nấm không?"
        "|Khi nào Lan về?|Còn lại mấy cái?|Xe buýt số # đi đâu?",
    ),
    "swahili": Tongue(
        "Mjomba wangu|Mwalimu|Mwokaji|Msichana|Mvuvi mzee|Timu yetu|Juma",
        "alinunua maembe #|anatafuta ufunguo|ana kuku #|anaandika barua|anapaka mlango rangi"
        "|amebeba vitabu #",
        "sokoni.|kabla ya mchana.|karibu na mto.|tarehe # Mei.|bila haraka.|kwa ajili ya bibi.",
        "Kwa nini duka limefungwa?|Nani alileta viti #?|Unapenda uyoga?|Amina atarudi lini?"
        "|Bado vimebaki vingapi?|Basi namba # linaenda wapi?",
    ),
    "latin": Tongue(
        "Agricola|Magistra|Pistor|Puella parva|Piscator|Miles|Marcus",
        "# mala emit|claves quaerit|XII gallinas habet|epistulam scribit|ianuam pingit"
        "|# libros portat",
        "in foro.|ante prandium.|prope flumen.|mense Maio.|sine mora.|pro avia.",
        "Cur taberna clausa est?|Quis # sellas attulit?|Amasne fungos?|Quando Iulia redibit?"
        "|Quot restant?|Quo naves # eunt?",
    ),
    "russian": Tongue(
        "Мой дядя|Учительница|Пекарь|Девочка|Старый рыбак|Наша команда|Миша",
        "купил # яблок|ищет очки|держит # кур|пишет письмо|красит дверь|несёт # книг",
        "на рынке.|до обеда.|у реки.|# мая.|не торопясь.|для бабушки.",
        "Почему закрыт магазин?|Кто принёс # стульев?|Ты любишь грибы?|Когда вернётся Оля?"
        "|Сколько ещё осталось?|Куда идёт автобус номер #?",
    ),
    "ukrainian": Tongue(
        "Мій дядько|Вчителька|Пекар|Дівчинка|Старий рибалка|Наша команда|Тарас",
        "купив # яблук|шукає окуляри|має # курей|пише листа|фарбує двері|несе # книжок",
        "на ринку.|перед обідом.|біля річки.|# травня.|без поспіху.|для бабусі.",
        "Чому крамниця зачинена?|Хто приніс # стільців?|Ти любиш гриби?|Коли повернеться Леся?"
        "|Скільки ще лишилося?|Куди їде трамвай #?",
    ),
    "greek": Tongue(
        "Ο θείος μου|Η δασκάλα|Ο φούρναρης|Ένα κορίτσι|Ο ψαράς|Η ομάδα μας|Ο Νίκος",
        "αγόρασε # μήλα|ψάχνει τα γυαλιά|έχει # κότες|γράφει γράμμα|βάφει την πόρτα"
        "|κουβαλά # βιβλία",
        "στην αγορά.|πριν το φαγητό.|δίπλα στο ποτάμι.|στις # Μαΐου.|με υπομονή.|για τη γιαγιά.",
        "Γιατί είναι κλειστό το μαγαζί;|Ποιος έφερε τις # καρέκλες;|Σου αρέσουν τα μανιτάρια;"
        "|Πότε γυρίζει η Ελένη;|Πόσα μένουν ακόμη;|Πού πάει το λεωφορείο #;",
    ),
    "chinese": Tongue(
        "我的叔叔|老师|面包师|小女孩|老渔夫|我们队|小明",
        "在市场|午饭前|在河边|五月#日|慢慢地|为奶奶",
        "买了#个苹果。|找眼镜。|养了#只鸡。|写了一封信。|刷门。|搬来#本书。",
        "商店为什么关门？|谁拿来了#把椅子？|你爱吃蘑菇吗？|小红什么时候回来？|还剩多少？"
        "|#路车去哪里？",
        "",
    ),
    "japanese": Tongue(
        "おじさんは|先生は|パン屋は|女の子は|漁師は|私たちのチームは|太郎は",
        "市場で|昼ごはんの前に|川のそばで|5月#日に|ゆっくり|祖母のために",
        "りんごを#個買いました。|眼鏡を探しています。|にわとりを#羽飼っています。"
        "|手紙を書きました。|ドアを塗りました。|本を#冊運びました。",
        "店はなぜ閉まっていますか。|いすを#脚持ってきたのは誰ですか。|きのこは好きですか。"
        "|花子はいつ帰りますか。|あといくつ残っていますか。|#番のバスはどこへ行きますか。",
        "",
    ),
    "korean": Tongue(
        "우리 삼촌은|선생님은|빵집 주인은|여자아이가|어부는|우리 팀은|민수는",
        "시장에서|점심 전에|강가에서|5월 #일에|천천히|할머니를 위해",
        "사과 #개를 샀다.|안경을 찾는다.|닭 #마리를 키운다.|편지를 썼다.|문을 칠했다."
        "|책 #권을 옮겼다.",
        "가게는 왜 닫혔나요?|의자 #개는 누가 가져왔나요?|버섯을 좋아하나요?"
        "|영희는 언제 돌아오나요?|몇 개가 남았나요?|#번 버스는 어디로 가나요?",
    ),
    "arabic": Tongue(
        "عمي|المعلمة|الخباز|طفلة صغيرة|الصياد|فريقنا|سامي",
        "اشترى # تفاحة|يبحث عن المفتاح|عنده # دجاجة|يكتب رسالة|يدهن الباب|يحمل # كتابا",
        "في السوق.|قبل الغداء.|قرب النهر.|يوم # مايو.|بصبر كبير.|لجدته.",
        "لماذا المتجر مغلق؟|من أحضر # كرسيا؟|هل تحب الفطر؟|متى تعود ليلى؟|كم بقي؟"
        "|إلى أين تذهب الحافلة #؟",
    ),
    "hebrew": Tongue(
        "הדוד שלי|המורה|האופה|ילדה קטנה|הדייג|הקבוצה שלנו|יוסי",
        "קנה # תפוחים|מחפש משקפיים|מגדל # תרנגולות|כותב מכתב|צובע דלת|סוחב # ספרים",
        "בשוק.|לפני הצהריים.|ליד הנהר.|ב-# במאי.|בסבלנות.|בשביל סבתא.",
        "למה החנות סגורה?|מי הביא # כיסאות?|אתה אוהב פטריות?|מתי תחזור נועה?|כמה נשארו?"
        "|לאן נוסע קו #?",
    ),
    "hindi": Tongue(
        "मेरे चाचा ने|अध्यापिका ने|रसोइये ने|छोटी लड़की ने|मछुआरे ने|हमारी टोली ने|मोहन ने",
        "बाज़ार में|दोपहर से पहले|नदी के पास|# मई को|धीरे-धीरे|दादी के लिए",
        "# सेब खरीदे।|चश्मा ढूँढा।|# मुर्गियाँ पालीं।|चिट्ठी लिखी।|दरवाज़ा रंगा।|# किताबें उठाईं।",
        "दुकान बंद क्यों है?|# कुर्सियाँ कौन लाया?|क्या तुम्हें मशरूम पसंद है?|गीता कब लौटेगी?"
        "|कितने और बचे हैं?|बस नंबर # कहाँ जाती है?",
    ),
    "thai": Tongue(
        "ลุงของฉัน|ครู|คนทำขนมปัง|เด็กหญิง|ชาวประมง|ทีมของเรา|สมชาย",
        "ซื้อแอปเปิล # ผล|หาแว่นตา|เลี้ยงไก่ # ตัว|เขียนจดหมาย|ทาสีประตู|ถือหนังสือ # เล่ม",
        "ที่ตลาด|ก่อนเที่ยง|ริมแม่น้ำ|วันที่ # พฤษภาคม|อย่างช้าๆ|ให้คุณยาย",
        "ทำไมร้านปิด|ใครเอาเก้าอี้ # ตัวมา|คุณชอบเห็ดไหม|มาลีจะกลับเมื่อไร|เหลืออีกกี่อัน|รถเมล์สาย # ไปไหน",
    ),
}
"""The languages."""


def foreign(draw: Draw, language: str) -> str:
    """A few sentences of a language."""
    tongue = TONGUES[language]
    found = [_told(tongue, draw) for _ in range(draw.choice((0, 1, 1, 2, 3)))]
    if not found or draw.chance(0.4):
        found.append(draw.of(tongue.questions.split("|")))
    gap = " " if tongue.glue else ""
    return _filled(gap.join(found), draw)


def mixed(draw: Draw) -> str:
    """Pieces of several languages in one text."""
    tongues = draw.sample(sorted(TONGUES), 3)
    return _filled(" ".join(_told(TONGUES[name], draw) for name in tongues), draw)


def _told(tongue: Tongue, draw: Draw) -> str:
    pieces = (draw.of(part.split("|")) for part in (tongue.first, tongue.middle, tongue.last))
    return tongue.glue.join(pieces)


def _filled(text: str, draw: Draw) -> str:
    while "#" in text:
        text = text.replace("#", str(draw.number()), 1)
    return text
