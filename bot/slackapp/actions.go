package slackapp

import (
	"strconv"
	"strings"
	"time"

	"toban/bot/triage"
)

// action_ids of buttons and menus. A button carries the id of its subject in
// its value and acts on the stored record, never on what the message says.
const (
	// On the card; the value is an inquiry's id.
	actionClaim          = "claim"
	actionReclassify     = "reclassify"
	actionMore           = "more" // overflow menu; an option's value is "assign|INQ-1", see choices
	actionResolve        = "resolve"
	actionWait           = "wait"
	actionResume         = "resume"
	actionReopen         = "reopen"
	actionForget         = "forget"      // of the private question whether to erase
	actionReasons        = "reasons"     // fill in the reasons of a resolved inquiry: the resolve modal, then GiveReasons
	actionDeclare        = "declare"     // opens the declare modal
	actionPickArea       = "pick_area"   // value "INQ-1|ci_cd"; one of several: action_id is "pick_area/0" and so on
	actionNotInquiry     = "not_inquiry" // withdraws: it was no question
	actionWithdraw       = "withdraw"
	actionSolved         = "solved"
	actionStillNeed      = "still_need"
	actionNotRelated     = "not_related"
	actionUnsolved       = "still_need_after" // undo of Solved
	actionHelped         = "helped"
	actionStillAfter     = "still_need_resolved" // under a resolution: it was none
	actionKeepWaiting    = "still_needed"        // of the question whether to close what waits
	actionCloseStale     = "close_stale"
	actionAffected       = "impact_yes"
	actionCalm           = "impact_no"
	actionJoinIncident   = "impact_incident"
	actionSameAgain      = "recontact_same"
	actionOther          = "recontact_other"
	actionGroup          = "cluster_group" // of inquiries that may have one cause; the value keeps them
	actionUnrelated      = "cluster_unrelated"
	actionAlias          = "alias"     // let the words of an inquiry find its page
	actionGapAlias       = "gap_alias" // value "INQ-1|handbook/a.md": of a gap, the page that comes closest
	actionArticleEdit    = "article_edit"
	actionArticleFile    = "article_file"
	actionArticleApprove = "article_approve" // value "INQ-1|2": the revision
	actionArticleDecline = "article_decline"
	actionArticleRetract = "article_retract"
	actionReasonsAll     = "reasons_all" // fill in everything the presser owes
	actionSendInquiry    = "send_as_inquiry"
	actionMeant          = "did_you_mean" // value "resolve|<thread>|<arguments>": the word that was meant
	actionOpen           = "open_link"    // a button with a url; Slack still delivers the press, acknowledge and do nothing

	// Of the handoff.
	actionAcceptHandoff = "accept_handoff" // value by handoffValue
	actionPassOn        = "pass_on"        // value is an inquiry's id
	actionKeep          = "keep"           // value is an inquiry's id
	actionSteps         = "steps"          // value by stepsValue
	actionGiveCommand   = "give_command"   // value "INC-7|platform": the next on-call of that rotation
	actionSurvey        = "survey"         // value by handoffValue; opens the form

	// Of changes of the schedule; the value is by changeValue, of the first a draft.
	actionConfirmDuty = "duty_confirm"
	actionDropDuty    = "duty_drop"
	actionTakeCover   = "cover_take"
	actionAcceptSwap  = "swap_accept"
	actionDeclineSwap = "swap_decline"
	actionUndoDuty    = "duty_undo"
	actionAskCover    = "ask_cover" // opens the form; the value is by coverValue

	// Of incidents; the value is an incident's id.
	actionTakeCommand     = "take_command"
	actionIncidentStable  = "incident_stable"
	actionIncidentResolve = "incident_resolve" // opens the form that ends it
	actionIncidentReopen  = "incident_reopen"
	actionIncidentUpdate  = "incident_update" // opens the update form
	actionIncidentReview  = "incident_review" // sends the draft of the review
	actionPageAgain       = "page_again"

	actionReviewWrite   = "review_write"   // opens the form of the review
	actionReviewApprove = "review_approve" // value "INC-1|2": the revision
	actionReviewDecline = "review_decline"
	actionReviewRetract = "review_retract"
	actionActionAdd     = "action_add"  // opens the form of an action
	actionActionDone    = "action_done" // value "INC-1|2": the action's number
	actionActionDrop    = "action_drop"
	actionActionEdit    = "action_edit" // opens the form that changes one

	// Of alerts; the value is an alert's id.
	actionAlertSee     = "alert_see"
	actionAlertGroup   = "alert_group" // opens the form
	actionAlertInquire = "alert_inquire"
	actionAlertFalse   = "alert_false"
	actionAlertMute    = "alert_mute" // a choice: value "1h0m0s|ALT-1", without a time until it recovers
	actionAlertLoud    = "alert_loud"

	// Of the report; the value is a period.
	actionReportDetails = "report_details"
	actionReportCSV     = "report_csv"
	actionReportGaps    = "report_gaps"

	// Under search results; the value is a docsSearch.
	actionDocsHelped    = "docs_helped" // one of several, with a page
	actionDocsUnhelpful = "docs_not_helpful"

	// Of menus, Home and lists.
	actionMenuAsk    = "menu_ask"
	actionMenuMine   = "menu_mine"
	actionMenuOnCall = "menu_oncall"
	actionMenuHelp   = "menu_help"
	actionHomeAsk    = "home_ask"
	actionHomeList   = "home_list"  // one of several; the value is a listing
	actionCalendars  = "calendars"  // opens the addresses of calendars
	actionRenewFeed  = "renew_feed" // one of several; the value is a rotation, or nothing for one's own turns
	actionPageNext   = "page_next"
)

// callback_ids of modals.
const (
	viewAsk        = "ask"
	viewResolve    = "resolve"
	viewReasons    = "reasons"
	viewDeclare    = "declare"
	viewReclassify = "reclassify"
	viewAssign     = "assign"
	viewDuplicate  = "duplicate"
	viewUpdate     = "incident_update"
	viewRestore    = "incident_restore"
	viewArticle    = "article"
	viewReview     = "incident_review"
	viewAction     = "incident_action"
	viewActionEdit = "incident_action_edit"
	viewSteps      = "steps"
	viewSurvey     = "survey"
	viewAlertGroup = "alert_group"

	viewDuty        = "duty"
	viewDutyConfirm = "duty_confirm"
)

// callback_ids of shortcuts.
const (
	shortcutAsk           = "ask_platform"
	shortcutDeclare       = "declare_incident_g"
	shortcutCreateInquiry = "create_inquiry"
	shortcutDeclareHere   = "declare_incident"
	shortcutAddTimeline   = "add_timeline"
	shortcutSaveKnowledge = "save_knowledge"
)

// Choices of the card's overflow menu.
const (
	moreAssign    = "assign"
	moreDuplicate = "duplicate"
	moreDeclare   = "declare"
	moreFAQ       = "faq"
	moreWithdraw  = "withdraw"
)

// joined is the value of a button that carries two facts.
func joined(a, b string) string { return a + "|" + b }

// split reads what joined wrote.
func split(value string) (a, b string) {
	a, b, _ = strings.Cut(value, "|")
	return a, b
}

// handoffValue names one handoff of one rotation.
func handoffValue(id triage.RotationID, boundary time.Time) string {
	return joined(strconv.FormatInt(boundary.Unix(), 10), string(id))
}

// parseHandoffValue reads what handoffValue wrote.
func parseHandoffValue(value string) (id triage.RotationID, boundary time.Time, ok bool) {
	when, rotation := split(value)
	unix, err := strconv.ParseInt(when, 10, 64)
	if err != nil {
		return "", time.Time{}, false
	}
	return triage.RotationID(rotation), time.Unix(unix, 0).UTC(), true
}
