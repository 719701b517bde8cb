using SmsBridge.Messages;
using SmsBridge.Outbox;

namespace SmsBridge.Relay;

/// <summary>A message ready to go, or why it does not go now.</summary>
internal abstract record Preparation
{
    private Preparation()
    {
    }

    public sealed record Ready(SenderAccount Account, Msisdn Recipient, string Body, int Segments) : Preparation;

    public sealed record NotNow(NextStep Next) : Preparation;

    /// <summary>Shorthand: never, unless somebody resends it.</summary>
    public static Preparation Never(string reason, string? detail = null) => new NotNow(new NextStep.DeadLetter(reason, detail));
}
