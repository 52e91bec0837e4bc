"""By which words a signal is known, and a question that is asked for effect only: English, in lower case.

Every repetition is possessive or bounded, and begins at a word: the time taken grows with the text's length.
In the patterns `_` is a blank, and `¤` whom the text is about.
"""

from __future__ import annotations

import re
from functools import cached_property


class _Pattern:
    """Compiled when it is first looked for, as all of them take some 9 ms."""

    def __init__(self, words: str) -> None:
        self._words = words

    def search(self, text: str) -> re.Match[str] | None:
        """Where it stands first."""
        return self._compiled.search(text)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._words.replace("_", r"\ "), re.VERBOSE)


RHETORICAL = _Pattern(
    r"""(?:^|[ ,;:"'(-])(?:
        (?:really|seriously|srsly|right|huh|eh|ok|okay|what|wtf|wth|lol|amirite|am_i_right|for_real
            |surprised)
            (?:_(?:guys|people|¤|now))?$
      | why_(?:would|should)_(?:anyone|anybody|you|i_ever)\b | why_bother
      | who_(?:does|cares|knew|knows|needs|wants|even|wouldn't|in_their_right_mind
          |would(?:_have)?_thought)\b
      | what_(?:could_(?:possibly_)?go_wrong|(?:were|are)_(?:you|they)_(?:even_)?thinking
          |else_is_new
            |more_(?:could|can|do)|kind_of_(?:an?_)?(?:company|idiot|clown|people)|a_joke
            |is_(?:the_point|wrong_with_(?:you|these|people)))
      | what's_(?:not_to_|the_point|wrong_with_(?:you|these|people))
      | how_(?:hard|difficult|dare|stupid|dumb|cool|great|awesome|cute|amazing|lucky)\b
      | how_is_(?:this|that|it)_(?:even_)?(?:legal|possible|acceptable|allowed|a_thing|ok|okay)
      | (?:is|was)_(?:this|that|it)_(?:supposed_to_be_)?(?:an?_|some_)(?:kind_of_)?(?:joke|prank)
      | (?:are|r)_(?:you|u|they)_(?:actually_|freaking_)?(?:kidding|serious|joking|insane|high
          |for_real|out_of)
      | (?:do|did)_(?:you|they)_(?:even|honestly|really_think) | since_when | guess_what | know_what$
      | remember_when | (?:can|would)_you_(?:believe|imagine) | have_you_no_shame
          | you_call_(?:this|that)
      | (?:can|could|does)_(?:this|that|it|things)_(?:get|be)_(?:any_)?(?:better|worse|more)
      | where_(?:has|have|was)_.{1,30}_all_my_life
    )
    | ,_(?:right|huh|eh|innit|ok|okay|yeah|no|remember|you_know|don't_you_think|\w{2,6}n't_\w{1,5}
        |(?:is|was|do|does|did)_(?:it|they|he|she|you))$
    """
)
ASKED_WITHOUT_A_MARK = _Pattern(
    r"""\b(?:
        (?:does|do|has|have|did|is|are)_any(?:one|body)_(?:else_|here_)?
            (?:know|have|had|having|got|tried|seen|seeing|use|used|using|find|found|experienc)
      | any(?:one|body)_(?:else_)?(?:know|knows|having|tried|heard)\b
      | (?:can|could)_(?:some|any)(?:one|body)_(?:please_)?(?:tell|explain|confirm)
      | (?:i_am|i'm|was|just)_wondering_(?:if|whether|how|when|why|what|where)
      | (?:can|could|would)_(?:you|u)_(?:please_|kindly_)?(?:tell_me|let_me_know|explain|confirm
          |clarify)
      | (?:i_have_a|quick|serious|genuine)_question\b
    )"""
)
HELP = _Pattern(
    r"""\b(?:
        (?:please|pls|plz)_help(?!_yourself) | help_(?:me|us)_(?:please|pls|out|with|to|get|fix|find
            |understand|here)\b
      | help,?_please | (?<!be_)(?<!t_)help_(?:me|us)[.!?] | (?<!not_)(?<!n't_)(?:need|needs
          |want)_(?:some_|your_|urgent_|serious_)?help\b(?!ful)
      | (?:can|could|would|will)_(?:you|u|someone|somebody|anyone|anybody|¤)_(?:from_¤_|at_¤_
          |there_)?(?:please_|pls_)?
            (?:help|assist|fix|look_into|contact|call_(?:me|us)|reply|respond|get_back|refund|sort|advise
                |point_me|check|replace)
      | (?:please|pls|plz|kindly)_(?:fix|respond|reply|contact|call_me|call_us|advise|assist|sort
          |look_into|dm|get_back|get_in_touch|refund|resolve|replace|check_my)
      | any_(?:advice|suggestions?|tips|help|ideas?_(?:how|what|why)|workarounds?)\b(?!_(?:they|he|she
          |you)_gave)
      | how_(?:can_i|do_(?:i|we))_(?!love_thee|ever_thank|thank|put_this|say_this)\w
      | what_(?:do|should|can)_(?:i|we)_do\b(?!_without)
      | who_(?:can|do|should)_(?:i|we)_(?:contact|call|talk|speak|write|turn|email|e-mail)
      | (?:still|been)_waiting_(?:for|on)_(?:an?_|your_|my_|the_|any_)?(?:reply|response|answer
          |refund|replacement|callback|call_back|someone)
      | (?:i_am|i'm|we_are|we're)_(?:completely_|totally_|really_)?stuck_(?:at|on)_
          (?:step|the_(?:login|loading|setup|screen|first|last|same|welcome|update))
      | (?:does|do)_any(?:one|body)_(?:here_|else_)?know_how
    )"""
)
LEAVING = _Pattern(
    r"""\b(?:
        (?<!never_)(?<!not_)(?<!n't_)(?:cancel|cancell?ing|cancell?ed|clos(?:e|ing|ed)|delet(?:e|ing|ed))_(?:my|our|the)_(?:whole_
            |entire_|¤_)?
            (?:accounts?|subscriptions?|memberships?|contracts?|plan|policy|service)\b
      | (?<!not_)(?<!n't_)cancell?ing_(?:¤|today|tomorrow|next_month|now|immediately|everything|all)
      | (?<!never_)(?<!not_)(?<!n't_)(?:switching|migrating|defecting|moving_(?=from|over|everything|away))_?
          (?:everything_|back_|over_|away_|us_|all_)*+(?:to|from_¤)_(?!¤|the_(?:new|pro|premium|annual|paid)|an?_|my|your)
      | (?:switching|moving)_(?:to_(?:an?other|a_different|a_new)_(?:provider|bank|brand|company
          |service|supplier|carrier|app|tool)|away_from_¤|elsewhere)
      | (?:going|gone|went)_(?:to_(?:a_|the_|your_)?competit(?:or|ion)|elsewhere)
      | (?:am|i'm|are|we're)_(?:so_|officially_|finally_|absolutely_)?(?:done_with_(?:¤|them|you
          |this_(?:company|app|service|bank|brand|product|place))|leaving_(?:¤|them|you\b))
      | (?:we|i)_(?:are|am|will_be)_leaving_¤
      | (?<!not_)(?<!n't_)(?:will|'ll|going_to|gonna|about_to|have_to|time_to|want_to|ready_to
          |decided_to)_(?:(?:cancel|switch)(?:_(?:soon|today|asap|now|¤|my_¤|our_¤|providers?|banks?
              |brands?|companies|carriers?|suppliers?)\b|$|[.,!])|leave_¤|ditch_¤|drop_¤
              |jump_ship|go_elsewhere|find_(?:another|a_new|a_different)_(?:provider|bank|brand
                  |company|supplier|shop))
      | (?<!not_)(?<!n't_)(?<!never_)(?:thinking|think)_(?:of|about)_
          (?:cancell?ing|leaving|switching(?!_to_¤)|ditching|dropping|moving_(?:to_(?!¤)|away))
      | considering_(?:cancell?ing|leaving|switching(?!_to_¤)|ditching|dropping|alternatives)
      | looking_(?:for|at|into)_(?:an?_|some_|other_)?(?:alternatives?\b|another_(?:provider|bank
          |supplier))
      | (?:taking|take|took)_(?:my|our)_(?:business|money|custom)_(?:elsewhere|to_)
      | (?:lost|losing|lose)_(?:an?_|another_|me_as_a_|us_as_a_)(?:\w{1,12}_)?customer\b
      | (?:good)?bye,?_¤ | (?:ditch|dump|dropp|uninstall)(?:ing|ed)_(?:¤|the_app|this_app)
      | last_(?:time|order|purchase)_(?:i|we)(?:'ll|_will)?(?:_ever)?_(?:buy|order|shop|use|fly|book)
      | (?:not|never)_(?:be_)?(?:renewing|coming_back_to_(?:¤|you|them)|shopping_(?:here
          |there)_again)
      | (?:won't|will_not|not_going_to|never|will_never|not)_(?:be_)?(?:ever_)?
        (?:renew(?:ing)?|buy(?:ing)?|us(?:e|ing)|order(?:ing)?|shop(?:ping)?|return(?:ing)|fly(?:ing)?
            |book(?:ing)?|coming_back|spend(?:ing)?)\b
        (?:_(?!other|anything|another|else)[\w'¤]{1,20}){0,4}?_(?:again|ever|anymore|any_more|contract
            |subscription|¤)\b
      | never_again(?:$|[.!,])
    )"""
)
SAFETY = _Pattern(
    r"""\b(?<!not_)(?<!n't_)(?:
        (?:caught|catch|catches|catching|set_(?:\w{1,12}_){1,2}on)_fire\b
      | (?:burst|went_up|up)_in(?:to)?_flames | smoke_(?:\w{1,10}_)?(?:coming|pouring|came
          |poured)_(?:out|from)
      | (?:started|began|starts|begins)_(?:smoking|burning|sparking|smouldering|melting)
      | burn(?:ed|t|s)_(?:my|his|her|their|our)_(?:hands?|fingers?|skin|face|arms?|legs?|mouth|tongue
          |son|daughter|child|baby|house|kitchen|desk|carpet|bed)
      | electric(?:al)?_shocks? | electrocut\w{1,3} | shock_hazard
      | overheat(?:s|ed|ing)? | explod(?:es?|ed|ing)\b(?!_(?:in_popularity|with|onto|across|my_mind
          |last|this|overnight))
      | (?:swollen|bulging|leaking|exploding|burning)_batter(?:y|ies) | batter(?:y|ies)_(?:is_|are_
          |was_|has_|have_)?(?:swollen|swelled|bulging|leaked|leaking)
      | injur(?:ed|es|y|ies|ing)\b(?!_(?:my_)?(?:pride|feelings)) | (?:broke|cut|hurt|sliced
          |crushed)_(?:my|his|her|their)_(?:hands?|fingers?|arms?|legs?|wrist|toes?|foot|back|neck|son
              |daughter|child|baby|kid|face|eyes?)
      | (?:in|to)_(?:the_)?(?:hospital|emergency_room|a&e)\b | hospitali[sz]ed
      | food_poisoning | allergic_reactions? | chok(?:ed|ing)_(?:on_|hazard) | poison(?:ed|ous)\b
      | (?:gas|chemical)_leaks? | carbon_monoxide | toxic_(?:fumes|chemicals?|smell) | (?:glass|metal
          |plastic|mould|mold)_in_(?:my|the|our|her|his)_(?:food|drink|bottle|jar|milk|meal|salad|soup
              |coffee)
      | (?:could|might|nearly|almost)_(?:have_)?(?:killed|kill|died|hurt_(?:someone|somebody|me|us|him
          |her|my))\b(?!_for)
      | dangerous\b(?!ly) | unsafe | hazardous | (?:an?|fire|shock|health)_hazard | (?:brakes?|airbags?
          |seat_?belts?)_(?:[\w¤]{1,12}_){0,5}fail(?:s|ed|ing|ure)?
      | (?:safety|fire)_(?:issue|hazard|concern|risk|problem|defect)s?
      | (?:not|isn't|aren't|wasn't)_safe\b
    )"""
)
LEGAL = _Pattern(
    r"""\b(?<!no_)(?:
        (?:lawyers?|attorneys?|solicitors?|lawsuits?|ombudsman|gdpr)\b
      | suing | (?:will|'ll|gonna|going_to|should|could|can|might|want_to|about_to|i'd|we'd)_sue\b
      | (?:sue|sued)_(?:you|them|¤|for|over|him|her)\b | class[ -]action
      | legal_(?:action|advice|proceedings|threat|complaint|case|claim)s?\b
      | (?:take|taking|took|see|seeing)_(?:you|them|¤|this|it)_(?:to|in)_court | small_claims
          | court_(?:case|order)
      | (?<!be_)(?<!be_so_)(?<!feel_)(?<!feels_)(?<!almost_)illegal(?:ly)?\b(?!_how)
      | (?<!anti-)(?:fraud|fraudulent|fraudulently)\b(?!_(?:protection|detection|alert|team|department
          |prevention))
      | breach(?:ed|es|ing)?_(?:of_)?(?:the_|my_|our_)?(?:contract|data|privacy|law)
          | data_(?:breach|leak)
      | (?:consumer|customer)_(?:protection|rights)_(?:agency|law|act|office|group)
          | trading_standards | better_business_bureau
      | (?:report|reported|reporting|complain(?:ed|ing)?)_(?:[\w¤]{1,12}_){0,4}?to_(?:the_)?(?:police
          |ftc|fcc|bbb|cfpb|fda|regulators?|authorities|attorney_general)
      | police_report | discriminat(?:ed|ion|ing) | sexual(?:ly)?_harass\w{2,4}
          | copyright_(?:infringement|violation) | trademark_(?:infringement|violation)
    )"""
)
