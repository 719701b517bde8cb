using SmsBridge.Messages;
using SmsBridge.Prices;

namespace SmsBridge.Tests.Prices;

/// <summary>What a person decided about a cap counts for what it held then, and for nothing that came later or waits for something else.</summary>
public class SpendCapTests
{
    private const long Decided = 1_000;

    [Theory]
    [InlineData((int)SpendDecision.Released, 900, 900, Reasons.SpendCap, true)]
    [InlineData((int)SpendDecision.Released, 900, 900, Reasons.QuietHours, true)]
    [InlineData((int)SpendDecision.Released, 900, 1_100, null, false)] // it came about before, and was told after
    [InlineData((int)SpendDecision.Released, 1_100, 900, null, false)] // sent anew by a person
    [InlineData((int)SpendDecision.Cancelled, 900, 900, Reasons.SpendCap, true)]
    [InlineData((int)SpendDecision.Cancelled, 900, 900, Reasons.QuietHours, false)]
    [InlineData((int)SpendDecision.Cancelled, 900, 900, null, false)]
    [InlineData((int)SpendDecision.Cancelled, 900, 1_100, Reasons.SpendCap, false)]
    [InlineData((int)SpendDecision.Set, 900, 900, Reasons.SpendCap, false)]
    public void A_decision_is_about_what_had_come_and_a_cancel_about_what_was_held(int decision, long queuedAt, long receivedAt, string? reason, bool isDecided) =>
        new SpendCap { Decision = (SpendDecision)decision, DecidedAt = Decided }.IsDecided(queuedAt, receivedAt, reason).ShouldBe(isDecided);
}
