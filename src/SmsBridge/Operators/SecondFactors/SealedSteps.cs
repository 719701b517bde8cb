using System.Globalization;
using SmsBridge.Store;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>Who gave the right password a moment ago, and has to give a code yet.</summary>
/// <param name="Stamp">Of then: what ends sessions ends this too.</param>
internal sealed record SignInTicket(long OperatorId, string Name, string Stamp);

/// <summary>
/// What a form carries from one of its pages to the next: sealed, for one operator, for a quarter of an hour. The bridge keeps nothing of a sign-in or a set-up
/// that nobody finishes.
/// </summary>
internal sealed class SealedSteps(SecretBox box, TimeProvider time)
{
    private const string Ticket = "password was given";
    private const string SetUp = "second factor being set up";
    private const int MostLength = 2_000;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    public string SealTicket(SignedInOperator who) => Seal(Ticket, who.Id, $"{who.Stamp}\n{who.Name}");

    /// <summary>Null: none of ours, or too old.</summary>
    public SignInTicket? OpenTicket(string? text) =>
        Open(Ticket, text) is var (id, value) && value.Split('\n') is [var stamp, var name] ? new SignInTicket(id, name, stamp) : null;

    public string SealSetUp(long operatorId, byte[] secret) => Seal(SetUp, operatorId, Convert.ToHexString(secret));

    /// <summary>Null: none of ours, of somebody else, or too old.</summary>
    public byte[]? OpenSetUp(long operatorId, string? text) => Open(SetUp, text) is var (id, value) && id == operatorId ? Convert.FromHexString(value) : null;

    private string Seal(string use, long operatorId, string value) =>
        box.Seal(string.Create(CultureInfo.InvariantCulture, $"{operatorId}\n{(time.GetUtcNow() + GoodFor).ToUnixTimeMilliseconds()}\n{value}"), use);

    private (long OperatorId, string Value)? Open(string use, string? text) =>
        text is { Length: > 0 and <= MostLength } && box.Open(text, use)?.Split('\n', 3) is [var id, var until, var value]
        && long.Parse(until, CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeMilliseconds()
            ? (long.Parse(id, CultureInfo.InvariantCulture), value)
            : null;
}
