package fakeslack

import "strings"

// Scopes returns the scopes of which a call of an API method needs one, none
// when any bot token may call it; ok is false for an unknown method. Methods of
// conversations need the one of the conversation's kind.
func Scopes(name string) (oneOf []string, ok bool) {
	m, ok := methods()[name]
	if m.scope == "" {
		return nil, ok
	}
	return strings.Split(m.scope, "|"), ok
}

// methods is the Web API as far as it is known here: scope, rate and function.
// Scopes and tiers: https://docs.slack.dev/reference/methods
func methods() map[string]method {
	const (
		chanRead  = "channels:read|groups:read|im:read|mpim:read"
		chanWrite = "channels:manage|groups:write|im:write|mpim:write"
	)
	return map[string]method{
		"api.test":              {tier: tier4, run: apiTest},
		"apps.connections.open": {tier: tier2, app: true, run: appsConnectionsOpen},
		"auth.test":             {run: authTest},
		"bots.info":             {scope: "users:read", tier: tier3, run: botsInfo},
		"team.info":             {scope: "team:read", tier: tier3, run: teamInfo},
		"emoji.list":            {tier: tier2, run: emojiList},

		"assistant.threads.setStatus": {scope: "assistant:write|chat:write", tier: tier4, run: setThreadStatus},

		"chat.postMessage":            {scope: "chat:write", tier: perPost, run: chatPostMessage},
		"chat.postEphemeral":          {scope: "chat:write", tier: tier4, run: chatPostEphemeral},
		"chat.update":                 {scope: "chat:write", tier: tier3, run: chatUpdate},
		"chat.delete":                 {scope: "chat:write", tier: tier3, run: chatDelete},
		"chat.getPermalink":           {run: chatGetPermalink},
		"chat.scheduleMessage":        {scope: "chat:write", tier: tier3, run: chatScheduleMessage},
		"chat.scheduledMessages.list": {tier: tier3, run: chatScheduledList},
		"chat.deleteScheduledMessage": {scope: "chat:write", tier: tier3, run: chatDeleteScheduled},

		"conversations.create":     {scope: chanWrite, tier: tier2, run: conversationsCreate},
		"conversations.info":       {scope: chanRead, tier: tier3, run: conversationsInfo},
		"conversations.list":       {scope: chanRead, tier: tier2, run: conversationsList},
		"users.conversations":      {scope: chanRead, tier: tier3, run: usersConversations},
		"conversations.members":    {scope: chanRead, tier: tier4, run: conversationsMembers},
		"conversations.join":       {scope: "channels:join", tier: tier3, run: conversationsJoin},
		"conversations.invite":     {scope: chanWrite, tier: tier3, run: conversationsInvite},
		"conversations.kick":       {scope: chanWrite, tier: tier3, run: conversationsKick},
		"conversations.leave":      {scope: chanWrite, tier: tier3, run: conversationsLeave},
		"conversations.archive":    {scope: chanWrite, tier: tier2, run: conversationsArchive},
		"conversations.unarchive":  {scope: chanWrite, tier: tier2, run: conversationsUnarchive},
		"conversations.rename":     {scope: chanWrite, tier: tier2, run: conversationsRename},
		"conversations.setTopic":   {scope: chanWrite, tier: tier2, run: conversationsSetTopic},
		"conversations.setPurpose": {scope: chanWrite, tier: tier2, run: conversationsSetPurpose},
		"conversations.open":       {scope: "im:write|mpim:write", tier: tier3, run: conversationsOpen},
		"conversations.history":    {scope: "channels:history|groups:history|im:history|mpim:history", tier: tier3, run: conversationsHistory},
		"conversations.replies":    {scope: "channels:history|groups:history|im:history|mpim:history", tier: tier3, run: conversationsReplies},

		"reactions.add":    {scope: "reactions:write", tier: tier3, run: reactionsAdd},
		"reactions.remove": {scope: "reactions:write", tier: tier2, run: reactionsRemove},
		"reactions.get":    {scope: "reactions:read", tier: tier3, run: reactionsGet},
		"pins.add":         {scope: "pins:write", tier: tier2, run: pinsAdd},
		"pins.remove":      {scope: "pins:write", tier: tier2, run: pinsRemove},
		"pins.list":        {scope: "pins:read|pins:write", tier: tier2, run: pinsList},
		"bookmarks.add":    {scope: "bookmarks:write", tier: tier2, run: bookmarksAdd},
		"bookmarks.list":   {scope: "bookmarks:read", tier: tier3, run: bookmarksList},
		"bookmarks.remove": {scope: "bookmarks:write", tier: tier2, run: bookmarksRemove},

		"users.info":          {scope: "users:read", tier: tier4, run: usersInfo},
		"users.list":          {scope: "users:read", tier: tier2, run: usersList},
		"users.lookupByEmail": {scope: "users:read.email", tier: tier3, run: usersLookupByEmail},

		"usergroups.list":         {scope: "usergroups:read", tier: tier2, run: usergroupsList},
		"usergroups.users.list":   {scope: "usergroups:read", tier: tier2, run: usergroupsUsersList},
		"usergroups.users.update": {scope: "usergroups:write", tier: tier2, run: usergroupsUsersUpdate},
		"usergroups.enable":       {scope: "usergroups:write", tier: tier2, run: usergroupsEnable},
		"usergroups.disable":      {scope: "usergroups:write", tier: tier2, run: usergroupsDisable},

		"views.open":    {tier: tier4, run: viewsOpen},
		"views.push":    {tier: tier4, run: viewsPush},
		"views.update":  {tier: tier4, run: viewsUpdate},
		"views.publish": {tier: tier4, run: viewsPublish},

		"files.getUploadURLExternal":   {scope: "files:write", tier: tier4, run: filesGetUploadURL},
		"files.completeUploadExternal": {scope: "files:write", tier: tier4, run: filesCompleteUpload},
		"files.info":                   {scope: "files:read|files:write", tier: tier4, run: filesInfo},
		"files.delete":                 {scope: "files:write", tier: tier3, run: filesDelete},
		"blocks.validate":              {tier: tier4, run: blocksValidate},
	}
}
