namespace SmsBridge.Relay;

/// <summary>What one event can come to beside one SMS.</summary>
internal sealed record MoreMessages(OfficerCopies Copies, GroupMembers Members);
