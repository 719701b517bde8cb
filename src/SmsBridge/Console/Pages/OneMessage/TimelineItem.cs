namespace SmsBridge.Console.Pages.OneMessage;

/// <summary>One thing that happened to a message.</summary>
/// <param name="Icon">One of the console's icons.</param>
/// <param name="Tone"><c>good</c>, <c>wait</c>, <c>bad</c>, <c>going</c>, or nothing.</param>
/// <param name="Facts">The particulars, each with its name.</param>
internal sealed record TimelineItem(DateTimeOffset At, string What, string Icon, string Tone, IReadOnlyList<(string Name, string Value)> Facts);

/// <summary>What other features add to a message's timeline, such as notifications of partners. Registered by those that have something.</summary>
internal interface IMessageTimeline
{
    Task<IReadOnlyList<TimelineItem>> ForAsync(long eventId, CancellationToken cancellationToken);
}
