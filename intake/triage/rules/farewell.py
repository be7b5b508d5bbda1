"""Despair that no single word tells: a season not to be seen, a leave taken, an end of one's own."""

from __future__ import annotations

import re

from ..rare import Rare
from ..reading import Mention, Reading

SEASON = r"(?:spring|summer|autumn|winter|christmas|easter|new year|birthday|year|cherry blossoms?)"
KILLERS = r"(?:train|bridge|rope|river|tracks|cliff|pills|tablets|sea|lake|roof|knife|knives|razor|gun|beam)"
PERSON = r"(?:i|he|she|mum|mom|mother|dad|father|my \w+)"
ENGLISH = re.compile(
    # a time that somebody will not see
    rf"\b(?:not|n't|never|dont|wont)\b[^.;!?]{{0,24}}?\b(?:going on|go on|be here|be around|carry on"
    rf"|hang around"
    rf"|wait around|stick around|live)\b(?! in)[^.;!?]{{0,16}}?\b{SEASON}\b"
    rf"|\b(?:won't|will not|don't want to|not going to|never) see (?:the |another |next |this "
    rf"|my next )?{SEASON}(?=[,.;!?]|$| and| or| if)"
    rf"|\b(?:is|be|as) (?:my|his|her) last {SEASON}\b(?! (?:at|of|as|before|in|with|on))"
    # a leave taken
    r"|\b(?:giv\w+|gave|hand\w+) (?:all )?(?:his|her|my) (?:\w+ )?(?:things|belongings|possessions|watch"
    r"|tools"
    r"|clothes|jewel\w+|rings?) away\b|\b(?:giv\w+|gave) away (?:all )?(?:his|her|my) (?:\w+ )?(?:things"
    r"|belongings|possessions|tools|clothes|jewel\w+|rings?|dog|cat)\b"
    r"|\bforgive (?:him|her|me) for what (?:he|she|i)(?:'s| is|'m| am| will|'ll)\b"
    r"|\bsaying (?:his |her |my )?goodbyes? to (?:people|everyone|everybody|us all|friends|the (?:children"
    r"|family))\b"
    r"|\b(?:written|wrote) (?:the|my|his|her|all the|all my) letters\b"
    r"|\b(?:told|shown|showed) (?:my|me) (?:wife |husband |son |daughter |sister )?where (?:the|his|her|my) "
    r"(?:papers|will|documents|bank ?books?) (?:are|is)\b"
    r"|\bhas the (?:pills|tablets) counted\b"
    rf"|\b(?:has|have|had|got) (?:the|her|his|my|enough) (?:\w+ )?(?:pills|tablets|patches) (?:counted"
    rf"|ready|saved"
    r"|lined up|put by|waiting)\b"
    # an end of one's own making
    r"|\b(?:make|write|choose|plan|pick) (?:my|his|her) own (?:ending|end|exit)\b"
    r"|\b(?:picked|chosen|chose) (?:the|my|a|his|her) (?:day|date)(?=[,.]| if| when)"
    r"|\b(?:other|my own|a) ways? (?:of|to) (?:making|make) it (?:all )?stop\b"
    r"|\bwants? (?:it all|everything|all of it|all this) to (?:stop|end|be over)\b"
    r"|\bit to stop\.? all of it\b"
    r"|\bi (?:just )?want out(?:[.!,]|$| of (?:life|this life|it all))"
    r"|\b(?:be|been|being|put) (?:put )?(?:down|to sleep) like (?:the|a|an old|our) (?:dog|cat)\b"
    r"|\bsomething to finish (?:her|him|me)\b|\bfinish (?:him|her|me) off\b"
    rf"|\b(?:know|chosen|picked) which (?:{KILLERS}|tree)\b"
    rf"|\b(?:it's|it is) (?:this|that|you|\w+) or the {KILLERS}\b"
    rf"|\b(?:look|stare|think)\w* (?:at|of|about|into) the {KILLERS}\b[^.!?]{{0,60}}?\b(?:eas\w+|quick"
    rf"|simple|jump|peace)\b"
    r"|\bgarage[^.]{0,20}\bhose\b|\bthe car in(?:to)? the (?:lake|river|sea|wall|dam)\b"
    r"|\b(?:take|taking|took) us both\b(?! (?:to|there|home|out))"
    r"|\b(?:runs? out|ends|stops|is gone|finishes),? so (?:do|will|am) i\b"
    r"|\blet go and (?:never|not)\b|\bi'll go before (?:it|that|then)?"
    r"|\b(?:don't|do not|no longer) (?:intend|plan|mean) to (?:keep it|live|carry on|go on|be here)\b"
    r"|\bgo the way (?:her|his|my) \w+ did\b|\bcheck(?:ing)? out (?:if|when|for good)\b"
    r"|\b(?:drive|run|throw|crash|take) (?:us both|us all|us|myself|himself|herself|the car"
    r"|my car) (?:both )?"
    r"(?:into|off|under|over|in front)\b|\bpillow over\b|\bkindest thing\b[^.]{0,20}\bpillow\b"
    r"|\bjoin(?:ing)? (?:my|his|her) (?:late \w+|mother|wife|husband|mum|mom|dad|father|parents|brother"
    r"|sister)\b"
    r"(?! (?:in|at|for|on|to|abroad|and|there|next))"
    r"|\bstopped eating (?:on purpose|so that)\b|\bwants? it over\b|\b(?:tablets|pills) (?:it )?would take\b"
    r"|\b(?:hop|wish|pray)\w* (?:that )?(?:his|her|my) heart (?:would|will) (?:just )?(?:stop|give out)\b"
    r"|\b(?:tomorrow|mornings?) (?:need not|needn't|never|wouldn't|should not) come\b"
    r"|\b(?:don't|not) want (?:there to be |any )?(?:more |another )?(?:mornings?|tomorrows?)\b"
    r"|\b(?:he|she|i)(?:'s| is|'m| am) finished and\b"
    r"|\b(?:talk\w*|wants?|think\w*|thought|will|could|going to|plan\w*|dream\w*|'ll)\b[^.;!?]{0,20}?"
    r"\b(?:walk|swim|driv|jump|disappear|wad)\w* (?:out )?into the (?:sea|river|lake|ocean|water|woods"
    r"|snow|traffic|night)\b"
    r"|\bnote\b[^.]{0,30}\b(?:by the time you|goodbye)\b|\bwhen you read this\b|\bby the time you read this\b"
    r"|\b(?:has|have|'ve|'s) lived (?:long )?enough\b|\bwants? it (?:all )?(?:finished|done with|ended)\b"
    r"|\bleave the gas on\b|\bturn\w* on the gas\b|\b(?:what is|what's|nothing|is there) (?:there |left "
    r"|there left )?to live for\b"
    r"|\b(?:stor|sav|hoard|stash|squirrel|stockpil)\w* (?:up|away) (?:his|her|my|the) (?:\w+ )?"
    r"(?:digoxin|insulin|pills|tablets|meds|medicine|morphine|patches|painkillers|\w+(?:oxin|ol|pam|one"
    r"|ine|pril))\b"
    r"|\b(?:talked|spoken|thought|dream\w*) (?:about|of) going together\b|\bgo(?:ing)? together, (?:he"
    r"|she) and i\b"
    r"|\b(?:only |just )(?:stay\w* |keep\w* |kept )?alive (?:for|until|till|because)\b"
    r"|\bend\w* (?:both )?(?:of )?our lives\b|\bboth our lives\b|\brather starve\b|\bstarv\w+ (?:himself"
    r"|herself|myself) to\b"
    r"|\bnot be here to (?:see|hear|know)\b|\b(?:kills?|takes?) me (?:quickly|soon|fast|tonight"
    r"|in my sleep)\b"
    r"|\bstopped caring (?:whether|if) (?:i|he|she) (?:wakes?|lives?|dies?)\b|\b(?:pills"
    r"|tablets) and a date\b"
    r"|\bwaiting for it all to (?:end|be over)\b|\b(?:i'd|he'd|she'd"
    r"|would) (?:just )?like to die\b(?! at home when)"
    r"|\bthink,? just (?:fall|jump|let go)\b|\b(?:only|one) (?:\w+ )?exit\b|\bbear (?:one more"
    r"|another) (?:day|night|year|winter)\b"
    # nothing left
    r"|\b(?:burden|gone|dead|without me)\b[^.!?]{0,30}\bbetter off\b"
    r"|\bthere(?:'s| is) no point (?:any ?more|in (?:it|anything|me))\b|\bno reason to (?:get up|be here"
    r"|wake)\b"
    r"|\bend of what (?:i|he|she|we) can (?:bear|take|stand|endure)\b"
    r"|\b(?:nothing left|had enough|lived long enough)\b[^?!]{0,20}\bready to go\b"
    r"|\bready to go\b[^.?!]{0,20}\b(?:wish\w*|over|enough)\b"
    r"|\b(?:stop|not|no longer) (?:\w+ to )?(?:be(?:ing)? alive|exist(?:ing)?)\b"
    r"|\bno (?:more )?(?:force|strength|power|energy|will|courage|wish) (?:\w+ ){0,2}to live\b"
    r"|\bif i (?:do |did )?not wake\b|\bsleep and (?:never|not) (?:come back|wake)"
    r"|\b(?:don't|dont|do not|doesn't) (?:want to|wanna) (?:be here|live|wake|exist)\b(?! (?:in|near|with))"
    r"|\bdon't see (?:myself|himself|herself) (?:going on|living|here|being here)\b"
    rf"|\bsee no way (?:forward|on)\b|\bcan't see a way (?:forward|out|on) and i don't want\b"
)

DEAD = r"(?:先ニ逝ツタ|死ンダ|亡クナツタ|亡キ|天国ノ|アノ世ノ|先立ツタ)"
KIN = r"(?:母|父|妻|夫|女房|バア|ジイ|カア|トウ|息子|娘)"
IF_REFUSED = r"(?:断ラレ|ダメ|駄目|落チ|落サレ|弾カレ|ハジカレ|無理|嘘|ウソ|外レ|望ミガ|叶ワナ|受ケラレナ)"
JAPANESE = Rare(
    # 自分の幕を自分で, 始末は自分で
    r"自分(?:デ|ノ手デ|ノ)[^。、]{0,10}(?:幕ヲ|始末ヲ(?!書)|ケリヲ|区切リヲツケ(?:マス|ル)|逝(?:ク|キ|コ)"
    r"|命ヲ)"
    r"|(?:幕|始末|命ノ終ワリ|最期)(?:ヲ|ハ)[^。、]{0,6}(?:自分デ|コノ手デ|私ガ決)"
    r"|(?:イツソ|ヒト思イニ)[^。]{0,10}(?:コノ手デ|ヒト思イニト|ト思ウコトガ)"
    # この冬は越さない, 桜が咲く前に消える, その日を最後の日に
    r"|(?:年|冬|春|夏|秋|正月|桜|誕生日)(?:ヲ|ハ|ガ|モ)(?:モウ)?(?:越サナイ|越セナクテ|越スツモリハ"
    r"|迎エナイ|迎エル気|見ナイ|見ルコトハナイト決)"
    r"|(?:前|マエ)ニ(?:ハ)?(?:消エル(?!カ)|逝ク|イナクナル(?:ワ|ツモリ|カラ)|オランヨウニナル)"
    r"|(?:私|俺|僕|自分|本人|人生)ノ(?:人生)?最後ノ(?:日|春|夏|秋|冬|正月)ニ"
    r"|(?:明日|アシタ|朝)ナ?(?:ンカ|ンテ|ド)?(?:ガ|ハ|モ)?(?:来|コ)ナクテ(?:モ)?(?:イイ|エエ|良イ|カマワ)"
    r"|目ガ(?:覚メ|サメ)(?:ン|ナ|ズ)[^。]{0,8}?(?:エエ|イイ|良イ|ヨカ)"
    r"|(?:息|心臓)(?:ガ|モ)止マ(?:ツテクレ|ツテホシ|(?:レバ|ツタラ)(?:イイ|エエ|良イ|ヨカ|楽|ト思))"
    r"|眠ツタママ[^。]{0,8}?(?:起キ|目ヲ|目ガ|逝|死)"
    # ふたりで楽に, 二人で旅立つ, 先に逝った母のところへ
    r"|(?:二人|フタリ|一緒|親子|夫婦|家族ミンナ)デ?ニ?(?:モウ)?(?:楽ニナ(?:ツテモ|ツテシマ|ツタホウ|ツタ方"
    r"|ロ|リタ|レ)|旅立(?:ツ|チ|テ)|逝(?:ケ|ク|コ|キ))"
    rf"|{DEAD}[^。、]{{0,8}}?(?:ノ|ガ)?(?:トコロ|トコ|ソバ|元|モト|所)(?:ヘ|ニ)(?:行|イ[クキコ]|逝)"
    rf"|{IF_REFUSED}[^。]{{0,24}}?(?:海|川|線路|樹海|山|橋|崖|屋上|踏切|岬)(?:ヘ|ニ)(?:行ク|行キ|向カ|入|身)"
    rf"|{IF_REFUSED}[^。]{{0,16}}?(?:生キテ(?:ハ|ナンカ)?(?:オリマセン|オラン|イマセン|イナイ|イラレ|イケ)"
    rf"|置イテイク)"
    r"|(?:包丁|ナイフ|カミソリ|線路|ベランダノ下|窓ノ下|橋ノ下|欄干)(?:ヲ|バカリ)?[^。、]{0,4}(?:見ツメ"
    r"|見テシマ|眺メテシマ|バカリ見)"
    r"|ホム(?:ニ|デ)[^。]{0,14}?(?:足ガ前|飛ビ|吸イ込|一歩)"
    # 死んでもうたほうが, 生き地獄, 命に未練
    r"|死ン(?:デモウタ|デシモウタ|ジモウタ|デマツタ|ダ)(?:ホウ|方)?ガ(?:マシ|楽|ラク|エエ|イイ|良)"
    r"|生キ地獄|(?:早ク|ハヨウ?|ハヤク)終ワリタイ|(?:命|コノ世)ニ(?:モウ)?未練(?:ハ|モ)?(?:ア|ナ)"
    r"|(?:息ヲシテイ?ル|生キトル|生キテオル)(?:ノモ|ノガ|ノモモウ)(?:イヤ|嫌|ツラ|辛|シンド)|生キト(?:ル"
    r"|ツテモ)(?:意味|甲斐|価値)"
    r"|オ迎エ(?:ガ|ハ|モ)?(?:マダ)?(?:来|コ|キ)(?:ン(?!ダ)|ナイカ|テ(?:クレ|ホシ|ホシ)|ンカ)"
    r"|(?:薬|錠剤|睡眠薬)ヲ数エ[^。]{0,10}足リ|(?:遺言|遺書|手紙)[^。]{0,20}日ヲ(?:選|決)"
    rf"|{KIN}(?:サン|チヤン)?ノ(?:トコ|トコロ|ソバ|モト|所)(?:ヘ|ニ)?(?:行カセテ|逝|早ク行キタ|ハヨ行)"
    r"|枯レテ(?:イキタ|シマイタ)|(?:オラン(?:ヨウニ|ク)?|イナク|居ナク|消エテ)ナリタ"
    r"|生キテ(?:イ)?ル(?:ダケ|コト)(?:デ|ガ)[^。]{0,6}(?:罰|ツラ|辛|苦|シンド|申シ訳|地獄|拷問)"
    r"|生キ(?:テイ|テ|ト|テオ)ル(?:気|ツモリ)(?:ハ|ガ|モ)?(?:ナ|アリマセ|セン)|死(?:ヌノ)?ヲ待ツ(?!タナシ)"
    r"|生キテ(?:イ)?クノ(?:ガ|ハ|モ)(?:モウ)?(?:無理|ツラ|辛|シンド|苦|怖|イヤ|嫌)|楽ニ逝|逝ケルカ|死ニ方"
    r"|(?:海|川|崖|湖)(?:ニ|ヘ|カラ)(?:車デ)?(?:突ツ込|飛ビ込|落チ(?:ヨウ|タイ|レバ)|沈)"
    r"|(?:ト|一緒ニ|ズツト|コノママ|永遠ニ)眠(?:ツテシマイタ|リタイ|ラセテ|レタラ)"
    r"|(?:モウ|、|。)終ワリデ(?:イイ|エエ|良イ|カマイ)"
    r"|(?:頑張ル|生キル|闘ウ|戦ウ)(?:力|気力|元気)(?:ガ|モ|ハ)[^。]{0,8}(?:ナイ|アリマセ"
    r"|残ツテ(?:イ)?(?:マセ|ナ)|尽キ)"
    r"|(?:俺|私|僕|自分|ワシ)(?:ガ|サエ)(?:消エ|死ン|イナクナ|オラン)[^。]{0,14}?(?:楽|ラク|助カ|済ム)"
    r"|(?:私|俺|僕)(?:ガ|モ)先ニ逝"
    r"|明日ガ来ルノガ(?:コワ|怖|ツラ|イヤ|嫌)|モウ(?:全部|何モカモ|ゼンブ)(?:ヤメ|終ワラセ|投ゲ出シ)タイ"
    r"|(?:ナラ|タラ|レバ)[^。「」]{0,10}死ヌ(?:」|ト言|ト申|カラ|ワ|ケン|ダケ|シカ)"
    r"|(?:薬|錠剤|眠剤)(?:ヲ|バカリ)?[^。、]{0,6}(?<!ノ)(?:タメ|溜メ|貯メ)(?:テ|込)|一気ニ飲(?:ム気|モウ"
    r"|ンデ死)"
    r"|(?:桜|正月|春|孫ノ顔)(?:ハ|モ|ヲ)[^。]{0,6}見(?:ンデ|ナクテ)(?:モ)?(?:エエ|イイ|良イ)"
    r"|睡眠薬ヲ飲ンデ[^。]{0,8}(?:眠リタ|二人|一緒|楽ニ)|(?:ベルト|紐|ヒモ|縄|コド)ヲ首ニ|首ニ(?:ベルト|紐"
    r"|ヒモ|縄|ロプ|コド)"
    r"|逝クツモリ|来ナイ(?:コトヲ|ヨウニト?)(?:祈|願)|薬ヲ(?:全部|ゼンブ)飲(?:ミマス|ム[。」ト])"
    r"|イナクナルノガ(?:一番|イイ|エエ|良イ|最善)"
    # もう一日だって続けられません
    r"|(?<![院間用転事払]ハ)モウ(?!少シ|治療|通院|リハビリ|薬|仕事|点滴)[^。、]{0,8}(?:続ケラレ|持チコタエラレ|踏ンバレ"
    r"|支エキレ)(?:マセン|ナイ|ン|ヘン)(?!カ)"
    r"|モウ、?(?:ダメ|駄目|アカン)(?:デス(?!カ)|ダ(?:ト思イマス)?[。、]|ヤ。)|限界ヲ(?:トウニ|モウ)?[超越]エ"
    r"|心ガ(?:完全ニ)?(?:折レ|壊レ)(?:マシ|テシマ|タ)|起キタクアリマセン|二度ト起キタク"
    r"|(?:コレガ|コレデ)(?:ダメ|駄目)ナラ(?:モウ)?(?:終ワリ|オシマイ)(?:デス|ダ|ヤ|ニ)"
)


def farewell(reading: Reading) -> Mention | None:
    """What tells of it, looked for only where a word hints at it."""
    if not reading.all("farewell_cue"):
        return None
    text = reading.text[:MOST]
    patterns = (ENGLISH,) if text.isascii() else (JAPANESE, ENGLISH)
    for pattern in patterns:
        found = pattern.search(text)
        if found:
            return Mention("crisis", *found.span())
    return None


MOST = 5_000
