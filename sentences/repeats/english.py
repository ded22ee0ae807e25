""" "As I said before": how an English-speaking customer says that we were told already. Folded text, one sentence."""

import re

from sentences.asks.english_nouns import NOUNS
from sentences.asks.grammar import things_in

I_HAVE = (
    r"(?:i|we)(?:'ve|\shave|'d|\shad)?(?:\s(?:already|just|literally|clearly|also|previously|now|even|explicitly"
    r"|all|both|really|definitely|only\sjust))*"
)
SAYING = (
    r"(?:told|said|explained|mentioned|described|answered|stated|written|wrote|informed|specified|clarified"
    r"|repeated|gone\s(?:over|through)|been\sover|went\s(?:over|through)|been\sthrough|gone\sover|covered|detailed"
    r"|discussed)"
)
GIVING = (
    r"(?:gave|given|sent|provided|shared|typed|entered|supplied|submitted|left|listed|included|filled|attached"
    r"|posted|confirmed|spelled|spelt|uploaded|forwarded|read\sout|texted|e-?mailed|showed|shown|quoted|registered)"
)
AGAIN = (
    r"(?:already|before|earlier|previously|twice|(?:two|three|four|five|six|several|many|multiple|a\s(?:dozen|hundred"
    r"|thousand|million)"
    r"|\d+)\stimes|once\salready|over\sand\sover|again\sand\sagain|yesterday|last\s(?:time|week|night|month)|"
    r"this\smorning|(?:minutes?|hours?|days?|weeks?)\sago|(?:at|in)\sthe\s(?:very\s)?(?:start|beginning|top"
    r"|first\splace)|to\s(?:two|three|four|five|six|several|so\smany|\d+)\s(?:\w+\s){0,2}(?:people|persons|agents"
    r"|colleagues|times)|now\s?\W*$|with\s(?:two|three|several|your|the|another|someone)\b|in\s(?:the|my"
    r"|our)\s(?:first|last|previous|original|earlier|chat|e-?mail|mail|message|ticket|form|very|opening)|above"
    r"|on\sthe\s(?:phone|form|call)|to\s(?:the|your)\s(?:bot|colleague|last|other|previous|agent|team|website"
    r"|form)|when\si\s(?:called|signed|registered|ordered|wrote))"
)
US = (
    r"(?:you|u|your\s\w+|the\s(?:last|other|previous|first|chat|phone|support|lady|man|guy|woman|person|agent|bot"
    r"|chatbot|robot|assistant|operator|rep|receptionist|clerk"
    r"|colleague|one)\b|them|him|her|someone|somebody|support|customer\sservice|everyone|one\sof\syou|two\s\w+"
    r"|three\s\w+|the\s\w+\s(?:before|agent|person))"
)

FAMILIES = {
    # "As I said before", "like I told the last person", "as mentioned"
    "as said": rf"\b(?:as|like|what|which|since)\s{I_HAVE}\s(?:{SAYING})\b(?!\sto\smy)|\bas\s(?:already\s"
    rf"|previously\s)?(?:mentioned|stated|explained|discussed|described|said)\b(?!\s(?:on|in|by|at)\s(?:the"
    rf"|your)\s(?:website|manual|site|box|terms|page|policy|label|instructions))|\b(?:as\s)?per\smy\s(?:last"
    rf"|previous|earlier|first)",
    # "I've already explained this", "I told your colleague this on the phone"
    "said before": rf"\b{I_HAVE}\s(?:told|informed)\s{US}(?!\s(?:that\s)?(?:i|we)(?:'d|'ll|\swould|\swill)\b)|\b(?:i"
    rf"|we)(?:'ve|\shave)?\s(?:(?:already|just|previously"
    rf"|literally|only)\s){{1,3}}(?:been\s)?{SAYING}"
    rf"|\b(?:i|we)(?:'ve|\shave)\s(?:already\s|just\s)?(?:been|gone)\s(?:through|over)\s(?:this|that|it|all)\b"
    rf"|\b{I_HAVE}\s{SAYING}\b[^.?!]{{0,50}}\b{AGAIN}",
    # "For the last time, …", "I repeat:", "Let me say it again"
    "once more": r"^(?:\w+\W+){0,2}for\sthe\s(?:\w+)\stime\s*[,:-]|\bi\srepeat\s*[,:]|\bto\s(?:reiterate"
    r"|repeat\s(?:myself|what))\b"
    r"|\blet\sme\s(?:say|explain|repeat)\s(?:(?:it|this|that|myself)\s)?(?:again|once\smore)"
    r"|\bhow\smany\smore\stimes\b|\basked\sand\sanswered"
    r"|\b(?:every|each)\s(?:single\s)?time\b[^.?!]{0,30}\b(?:explain|repeat|tell|go\sthrough)\b",
    # "Everyone asks me the same questions", "You've asked me that twice now", "I was just asked that by the bot"
    "asked of me": r"\b(?:answer|ask|explain|repeat|tell|hear|again)\w*\b[^.?!]{0,20}\bsame\s(?:questions?|stor(?:y"
    r"|ies)|info\w*|answers?|things?)\b"
    r"|\b(?:every|each|last|other|first|previous)\s(?:agent|person|colleague|one|lady|guy|man|woman|rep|operator"
    r"|bot)(?:\s(?:of\syou|before\s\w+))?"
    r"\s(?:has\s|had\s|also\s|just\s|already\s)*ask(?:s|ed)\s(?:me\s)?(?:that|this|the\ssame|exactly|all|for\s(?:it"
    r"|that|this))"
    r"|\b(?:you|u|they|he|she)(?:'ve|\shave)\s(?:\w+\s)?asked\s(?:me\s)?(?:that|this|the\ssame|for\s(?:it|that|this))"
    r"|\bsame\squestions?\s(?:i|we)\s(?:got|had|was|were|answered)|\b(?:tell|explain\w*"
    r"|repeat\w*)\b[^.?!]{0,16}\b(?:every|each)\s(?:agent|person|one|new|of\syou)\b"
    r"|\b(?:you|u|they)(?:'ve|\shave)?\s(?:\w+\s)?asked\s(?:me\s)?for\s(?:my|the|it|this"
    r"|that)\b[^.?!]{0,30}\b(?:already|twice|before|again|times|earlier)\b"
    r"|\b(?:was|been|got)\s(?:just\s|already\s|literally\s)*asked\s(?:that|this|the\ssame|for\s(?:that|this|it))\b",
    # "Isn't that in your system?", "You have that already", "Aren't you listening?"
    "you should know": r"\b(?:(?:don't|do|can't|shouldn't|wouldn't)\syou|isn't\s(?:that|it|this|all)|aren't\s(?:they"
    r"|these|those))\b[^.?!]{0,30}"
    r"\b(?:on\s(?:file|record|my\saccount)|in\s(?:your|the)\s(?:system|records?|notes|database))"
    r"|\bshouldn't\syou\s(?:already\s)?(?:have|know)\b"
    r"|\b(?:it|that|this|they|everything|all\sof\s\w+|all\sthat|my\s(?:number|name|address|details|info\w*"
    r"|e-?mail))\sshould\s(?:already\s|all\s)?be\s"
    r"(?:in\syour|on\s(?:file|record|my\saccount)|in\smy\s(?:file|account|profile)|in\sthe\s(?:system|notes|ticket))"
    r"|\byou(?:'ve)?\s(?:have|know|got)\s(?:that|this|it|all\s\w+|everything)\salready"
    r"|\byou've\s(?:already\s)?got\s(?:all|everything)\b"
    r"|\b(?:don't\syou|do\syou\snot)\s(?:already\s)?have\smy\b|\b(?:your\s\w+|support)\s(?:already\s)?(?:has"
    r"|have)\s(?:all|everything)\b"
    r"|\b(?:your\s\w+|the\s(?:other|last|previous)\s\w+|they|someone)\s(?:already\s)?(?:took|noted|wrote|had|has|have"
    r"|got)\s(?:down\s)?(?:all\s)?(?:of\s)?(?:my|this|these)\s(?:details|information|info)\b"
    r"|\b(?:nobody|no\sone|anyone|anybody|somebody)\s(?:even\s|actually\s|ever\s)?(?:read|listen)(?:s|ing)?\b"
    r"|\b(?:are|aren't)\s(?:you|u)\s(?:even\s)?(?:listening|reading)|\bdidn't\syou\s(?:get|receive|see"
    r"|read)\smy\s(?:\w+\s)?(?:e-?mails?|messages?)"
    r"|(?:^|please\s|just\s|you\s)(?:re-?)?(?:read|check)\smy\s(?:e-?mails?|messages?|request|ticket)\b",
    # "I'm pretty sure I mentioned that", "I put it in the ticket", "I just gave you that"
    "put there": r"\b(?:sure|certain|positive|convinced)\s(?:that\s)?(?:i|we)(?:'ve"
    r"|\shave)?\s(?:already\s)?(?:mentioned|said|told|gave|given|sent|wrote|explained)\b"
    r"|\b(?:i|we)(?:'ve)?\s(?:\w+\s)?put\s(?:it|this|that|all|everything)\b[^.?!]{0,20}\bin\s(?:the|my"
    r"|your)\s(?:\w+\s)?(?:form|ticket|e-?mail|message|chat|request)"
    r"|\b(?:i|we)\s(?:just|literally\sjust|only\sjust)\s(?:gave|told)\s(?:you|u|them|him|her|your\s\w+)\s(?:that|this"
    r"|it|all|everything)\b"
    r"|\b(?:it's|it\sis|that's|everything's|all)\s(?:\w+\s)?(?:written|stated|explained|mentioned|given"
    r"|listed)\s(?:above|in\smy)\b"
    r"|\b(?:i|we)(?:'ve|\shave)?\salready\s(?:sent|e-?mailed|texted)\s(?:(?:you|u|them)\s)?(?:this|that|all|everything"
    r"|the\s(?:info\w*|details))\b(?!\sback)",
    "did say": r"\b(?:i|we)\sdid\s(?:already\s)?(?:say|tell|mention|explain|write|give|send|include|put|state"
    r"|describe)\b"
    r"(?!\s(?:it|them|that|this)\s(?:back|off|to)\b)",
    # "Is there no record of my call?"
    "no record": r"\b(?:is|was|are)\sthere\s(?:no|not\san?y?|n't\sany)\s(?:\w+\s)?(?:records?|notes?|history|log)\b"
    r"|\b(?:don't|do)\s(?:you|u)\s(?:guys\s|people\s|not\s)*(?:keep|have|take|make)\s(?:any\s)?(?:records?|notes"
    r"|a\srecord"
    r"|a\slog)\b",
    "given before": rf"\b{I_HAVE}\s{GIVING}\s(?:(?:in|out)\s)?(?:(?:you|u|them|him|her|your\s\w+)\s)?(?:all\s)?(?:it"
    rf"|that|this"
    rf"|these|everything|all\sof|all\sthe|the\s(?:details|info|information)|both|my\sdetails"
    rf"|my\sinfo(?:rmation)?)\b[^.?!]{{0,50}}\b{AGAIN}|\b(?:i|we)(?:'ve|\shave)?\salready\s(?:gave|given|provided"
    rf"|shared"
    rf"|submitted|typed|entered)\s(?:(?:you|u|them)\s)?(?:it|that|this|these|everything|all)"
    r"|\balready\ssent\s(?:(?:you|u)\s)?(?:all|everything|that\sinfo\w*|this\sinfo\w*)\b",
    # "Do I really have to start over again?", "How many times …"
    "all over again": r"\b(?:repeat(?:ing)?\s(?:myself|ourselves|everything|all|this|the\ssame|it\sall|the\swhole)"
    r"|start(?:ing)?\s(?:all\s)?(?:over(?!\swith\s(?:the|my)\s(?:set-?up|install\w*|app|update|download))"
    r"|from\s(?:scratch|the\sbeginning|zero))|from\sscratch|all\sover\sagain"
    r"|(?:explain|tell|say|go\sthrough|type|typing|describ(?:e|ing))\w*\s(?:\w+\s){0,4}?(?:again|yet\sagain|once\smore"
    r"|one\s(?:more|last)\stime"
    r"|every\s(?:single\s)?time|each\stime|a\s(?:second|third|fourth)\stime|twice)\b)",
    "how often": r"\bhow\s(?:many\s(?:more\s)?times|often)\s(?:do|must|will|should|have|am|are)\b|\b(?:second"
    r"|third|fourth|fifth|tenth|\d+(?:nd|rd|th))\s(?:time|person|agent|question)\b[^.?!]{0,24}\b(?:ask(?:ed|ing)?"
    r"|explain(?:ed|ing)?|tell(?:ing)?|told|say(?:ing)?|said|answer(?:ed|ing)?|repeat\w*|giv(?:e|en|ing)|writ\w+"
    r"|typ\w+)\b",
    # "Haven't I told you that already?"
    "did i not": r"\b(?:haven't|didn't|did|have)\s(?:i|we)\s(?:not\s)?(?:already\s|just\s)(?:told|tell|said|say"
    r"|explain\w*|mention\w*|give|given|send|sent|answer\w*)\b|\b(?:haven't|didn't)\s(?:i|we)\s(?:tell|told|say"
    r"|said|explain\w*|mention\w*|answer\w*)\b",
    # "You already asked me that", "the same questions over and over"
    # "I'm tired of explaining this over and over", "why am I being asked this again?"
    "over and over": r"\b(?:explain|tell|say|repeat|answer|describ|writ|typ|giv"
    r"|send)ing\b[^.?!]{0,30}\b(?:over\sand\sover"
    r"|again\sand\sagain|so\smany\stimes|repeatedly|every\s(?:single\s)?time|each\stime|all\sthe\stime)\b"
    r"|\b(?:am|are|was|were|been|being|get|getting|got|keep|kept)\s(?:i\s|we\s)?(?:being\s"
    r"|getting\s)?asked\b(?!\sto\s(?!explain|tell|repeat|give|describe|say|confirm))[^.?!]{0,40}"
    r"\b(?:again|twice|same|once\smore|over\sand\sover|repeatedly|every\stime|each\stime|already)\b"
    r"|\basked\s(?:me\s|us\s)?(?:for\s)?(?:the\s)?(?:exact|very)\ssame"
    r"|\bkeep\s(?:on\s)?(?:having\sto\s)?(?:explain|repeat|tell|say|answer)(?:ing)?\b",
    # "Three people have asked me this now"
    "asked by many": r"\b(?:two|three|four|several|many|\d+|other)\s(?:\w+\s)?(?:people|persons|agents"
    r"|colleagues|of\syou)"
    r"\s(?:have\s|already\s|now\s){0,2}asked\b(?!\sto\b)",
    "asked again": r"\b(?:you|u|they|she|he|someone|your\s\w+|the\s\w+)\s(?:already|just|have\salready|keep|keeps"
    r"|literally\sjust)\s(?:ask(?:ed|ing|s)?)\b|\b(?:you|u)\sasked\s(?:me\s)?(?:that|this|the\ssame)"
    r"|\bask(?:ing)?\s(?:me\s)?again\b|\b(?:talk|speak|communicate)\s(?:to|with)\seach\sother"
    r"|\basked\s(?:me\s)?(?:the\ssame|this\salready|that\salready)|\b(?:same|identical)\s(?:questions?|things?"
    r"|info\w*|stor(?:y|ies)|answers?)\b[^.?!]{0,30}(?:again|over|time|ask|repeat|twice|person|answer|explain)"
    r"|\bask(?:ing|ed)?\s(?:me\s)?(?:for\s)?(?:the\s)?same(?!\sas\s)|\b(?:already|just)\sanswered\b"
    r"|\banswered\s(?:that|this"
    r"|it|those|these|all)\b[^.?!]{0,20}\balready",
    # "Please read my previous messages", "it's all in the ticket", "scroll up"
    "read it": r"\b(?:read|check|see|look\sat|refer\sto|go\sthrough|review|open|scroll)\b[^.?!]{0,16}\b(?:my|the"
    r"|our|this)\s(?:previous|earlier|last|first|original|other|whole|entire|above|chat\shistory|history|notes"
    r"|thread|conversation|ticket|log|transcript|record)|\bscroll\s(?:up|back)"
    r"|\b(?:check|see|look\sat|read)\s(?:in\s)?your\s(?:own\s)?(?:notes|records?|system|files?|history)\b"
    r"|\b(?:you|please|just)\s(?:just\s)?look\s(?:it\s|that\s|this\s|me\s)?up\b[^.?!]{0,12}\b(?:our|my|the"
    r"|your)\s(?:\w+\s)?(?:chat|history|notes"
    r"|records?|system|files?|thread|ticket)\b|\b(?:did|do|didn't|don't|have"
    r"|haven't|has|hasn't|can't)\s(?:you|u|anyone|anybody|nobody)\s(?:even\s|not\s|actually\s|guys\s"
    r"|people\s)*(?:read|see|look\sat|check)\b[^.?!]{0,30}\b(?:what\si|what\swe|my|it|this|the\s(?:e-?mail|message"
    r"|ticket|thread|history|chat)s?)\b|\bread\swhat\si|\bsee\s(?:above|my\s(?:first|last|previous|e-?mail|message))",
    "written there": r"\bit\s(?:\w+\s)?says\s(?:so\s)?(?:in|on|right)\b(?!\s(?:the|your|an?)\s(?:\w+\s)?(?:ads?"
    r"|adverts?|manual|website"
    r"|site|box|label|page|brochure|catalogue|instructions|shop|display|screen|receipt)\b)|"
    r"\b(?:it's|it\sis|that's|they're|both\sare|everything\sis|everything's|it\swas|that\swas"
    r"|all\s(?:of\sthis|of\sthat|this)\sis|the\s(?:info|information|details)\s(?:is|are))\s(?:all\s|already\s"
    r"|right\sthere\s|still\s|clearly\s)*(?:in|on|above|there\sin)\b(?:\s(?:my|the|your"
    r"|our)\s(?:\w+\s)?(?:e-?mails?|mail|message|ticket|chat|form|file|account|subject(?:\sline)?|notes|history"
    r"|system|thread|records?|attachment|screen)|\sfile|(?=\W*$))",
    "you have it": r"\b(?:thought|assumed|figured|hoped|surely)\s(?:that\s)?(?:you|u|your\s\w+)(?:'d)?\s(?:already\s)?"
    r"(?:had|have|knew|know|got|kept)\b(?=\s(?:my|all|it|this|that|everything|who))|\b(?:you|u"
    r"|your\s\w+)\s(?:guys\s)?(?:should\s|must\s)?(?:already\s|literally\s)(?:have|know"
    r"|got|hold)\b|\b(?:you|u)(?:'ve)?\s(?:should|must|do|already)\s(?:have|know|got)\s(?:my|all|it|this|that|the"
    r"|everything)|(?<!do\s)\byou\s(?:have|got|hold)\smy\s[^.?!]{0,30}\balready\b|\byou\s(?:have|got"
    r"|hold)\s[^.?!]{0,30}\bon\s(?:file|record|my\saccount|the\s(?:account|system))"
    r"|(?<!do\s)\byou\shave\s(?:all\s(?:of\s)?(?:my|the|this)|everything)|\byou(?:'ve|\shave)\sgot\s(?:all\s)?my"
    r"|\byou(?:'re|\sare)\sliterally\s\w+",
}
REPEATED = {name: re.compile(pattern) for name, pattern in FAMILIES.items()}

# With the fact named, less is needed: "I typed my address into the form", "the number is in my first mail".
NAMED = (
    re.compile(rf"\b{I_HAVE}\s(?:{GIVING}|{SAYING}|(?<!can\si\s)(?<!may\si\s)(?:put|read|added|told|said))\b"),
    re.compile(
        r"\b(?:is|was|are|were|'s)\s(?:\w+\s)?(?:in|on|above|attached\sto|part\sof)\b(?:\s(?:my|the|our"
        r"|this|every)\s(?:\w+\s)?(?:first|last|previous|original|earlier|very|subject|ticket|form|e-?mail|mail"
        r"|message|chat|photo|picture|attachment|screenshot|thread|account|file|profile|conversation|video)|\sfile"
        r"|\W*$)"
    ),
    re.compile(
        r"\b(?:hasn't|has\snot|haven't|have\snot|didn't)\schanged?\ssince\b|\b(?:already\shave|have"
        r"|got)\b[^.?!]{0,20}\bon\sfile"
    ),
    re.compile(r"\bsee\s(?:my|the|above)\b"),
    re.compile(
        r"\b(?:is|was|are|were)\b(?![^.?!]*\b(?:different|not|wrong|changed)\b)[^.?!]{0,40}\b(?:i|we)(?:'ve"
        r"|\shave)?\s(?:already\s)?(?:sent|gave|given|attached|uploaded|wrote|provided|shared)\b"
    ),
)
TIMED = re.compile(
    rf"\b(?:already|just|{AGAIN}|into|in\sthe|with\syour|to\syour|to\sthe|on\syour|at\sthe|three"
    rf"|so\s\w+)\b"
)

# Not yet, wrongly, or to others: "I haven't sent it yet", "I gave you the wrong number", "I told my friend".
NOT_SO = re.compile(
    r"\b(?:haven't(?!\s(?:i|we)\b)|have\snot|didn't(?!\s(?:i|we)\b)|did\snot|hadn't|never|not\syet|i'd\slike"
    r"|let\sme|(?:i'll|i\swill)\s(?:tell"
    r"|send|give|provide|explain|share|forward)|(?:the|a|my)\swrong"
    r"|by\smistake|(?:sent|gave|given|shipped|brought)\s(?:it|this|that|them|everything)\s(?:back|off|out|in\b)"
    r"|accidentally|incorrect(?:ly)?|mistyped|misspelled|forgot|manual|instructions|website"
    r"|my\s(?:friend|wife|husband|mum|mom|sister|brother|boss|neighbo\w+|son|daughter))\b"
)
POLITE = re.compile(  # offers, thanks and wishes to hear it again are no complaints
    r"\b(?:i'll|i\swill|i\scan\b|let\sme|happy\sto|if\sneeded|thanks|thank\syou|(?:could|can|would|will)\syou"
    r"|please\s(?:explain|tell|repeat|send|say|describe))"
)
SPARED = re.compile(
    r"\b(?:app|device|machine|screen|display|computer|router|printer|tv|software)\s(?:just\s|has\s|keeps?\s)?"
    r"(?:asks?|asked|asking)\b|\b(?:no\sneed|you\s(?:won't|will\snot|don't|do\snot|needn't)|without\shaving|so\syou"
    r"|sorry\s(?:for|to|about|if\si)\s(?:\w+\s)?(?:ask|asking|repeat|repeating|bother|bothering|written)"
    r"|written\sto\syou|wrote\sto\s(?:the|a|my))\b"
)  # what we promise, and what machines ask
STRONG = frozenset({"all over again", "how often", "asked again", "read it", "as said", "once more", "you should know"})
TELLS = re.compile(rf"\b{I_HAVE}\s(?:{GIVING}|{SAYING})\b")
HINTS = {
    "date": re.compile(
        r"\bwhen\s(?:i|we)\s(?:bought|ordered|purchased|received|got)\b|"
        r"\b(?:bought|purchased|ordered|arrived|delivered|placed)\b[^.?!]{0,20}\b(?:on|in|last"
        r"|since|at)\s(?:\w+\s)?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|monday|tuesday|wed|thu|fri|sat"
        r"|sun|week|month|year)"
    ),
    "product": re.compile(r"(?<![#\w-])[a-z]{2,3}-\d{2,4}\b|\bmodel\b|\bwhich\s(?:product|item)|\bproduct\sname"),
    "phone": re.compile(r"\b(?:phone|mobile|cell|contact|my)\snumber\b"),
    "issue": re.compile(
        r"\bwhat(?:'s|\sis|\swas)\s(?:wrong|happening|going\son)\b|\bwhat\shappened\b|\bthe\s(?:problem|issue|fault"
        r"|defect)\b(?!\s(?:is\sback|again))"
    ),
    "email": re.compile(
        r"\bmy\se-?mail\saddress"
        r"|(?<!in\s)(?<!to\s)(?<!see\s)(?<!read\s)(?<!per\s)(?<!from\s)(?<!of\s)(?<!by\s)(?<!via\s)(?<!on\s)(?<!check\s)\bmy\se-?mail\b(?!\s(?:from|of|yesterday|dated))"
    ),
    "address": re.compile(r"\bwhere\si\slive\b|\bpostcode\b"),
}
CARRIER = re.compile(r"\b(?:in|to|see|read|from|per|check|of)\s(?:my|the|your|our)\s(?:\w+\s)?$")
LOOSE = frozenset({"issue", "date", "quantity", "amount"})


def complaint_in(sentence: str) -> set[str]:
    """The keys of what was told before; `any` when the complaint names none; empty when there is no complaint."""
    families = {name for name, pattern in REPEATED.items() if pattern.search(sentence)}
    families -= {"all over again"} if POLITE.search(sentence) else set()
    if NOT_SO.search(sentence) and not families & STRONG:
        return set()
    if SPARED.search(sentence):
        return set()
    if families:
        return keys_in(sentence) or {"any"}
    given, *rest = NAMED
    told = (given.search(sentence) and TIMED.search(sentence)) or any(pattern.search(sentence) for pattern in rest)
    # Last, and only where it counts: most sentences complain of nothing.
    return keys_in(sentence) if told else set()


def keys_in(sentence: str) -> set[str]:
    yours = re.sub(r"\bmy\b", "your", sentence)
    keys = {
        thing.key
        for thing in things_in(yours, NOUNS)
        if thing.key not in LOOSE | {"email", "product"} or _is_date(yours[thing.start : thing.end])
        if not CARRIER.search(yours[: thing.start]) or thing.key != "email"
    }
    keys |= {key for key, pattern in HINTS.items() if pattern.search(sentence)}
    return keys - {"phone"} if "order_number" in keys and "phone number" not in sentence else keys


def _is_date(words: str) -> bool:
    return "date" in words
