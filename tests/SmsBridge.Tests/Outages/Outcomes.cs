using SmsBridge.Messages;
using SmsBridge.Relay;

namespace SmsBridge.Tests.Outages;

/// <summary>What became of everything that was posted, on both sides.</summary>
internal sealed record Outcomes(IReadOnlyList<MessageEnd> Messages, IReadOnlyDictionary<string, int> TimesSent)
{
    public static async Task<Outcomes> OfAsync(OutageStage stage) => new(
        await stage.App.QueryAsync<MessageEnd>("SELECT event_id AS EventId, status AS Status, reason AS Reason, attempts AS Attempts FROM message"),
        stage.Twilio.Messages.CountBy(sms => sms.Body).ToDictionary(StringComparer.Ordinal));

    public int Count(MessageStatus status) => Messages.Count(message => message.Status == status);

    /// <summary>Each delivered once, or closed as too late and never sent; nobody was called more often than is allowed.</summary>
    public void ShouldBeConserved(OutageStage stage)
    {
        Messages.Select(message => message.EventId).ShouldBe(stage.Posted.Keys, ignoreOrder: true);
        foreach (var message in Messages)
        {
            var words = stage.Posted[message.EventId];
            var times = TimesSent.GetValueOrDefault(words);
            (message.Status, message.Reason, times).ShouldBeOneOf(
                (MessageStatus.Delivered, null, 1), (MessageStatus.DeadLettered, Reasons.TooLate, 0));
            message.Attempts.ShouldBeLessThanOrEqualTo(new RelayOptions().MaxAttempts);
        }

        TimesSent.Values.Sum().ShouldBe(Count(MessageStatus.Delivered)); // and nothing went out that nobody asked for
    }
}

internal sealed record MessageEnd
{
    public long EventId { get; init; }

    public MessageStatus Status { get; init; }

    public string? Reason { get; init; }

    public int Attempts { get; init; }
}
