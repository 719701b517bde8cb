using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary>A registration that waits, for programs; never its token.</summary>
/// <param name="Account">What it asks for.</param>
/// <param name="PresentAccount">What the tenant has; null: it is not registered.</param>
/// <param name="ApprovedAt">Set: its core gets the key when it comes again.</param>
internal sealed record PendingView(
    long Number, string TenantId, string Provider, string Account, string Sender, string? Endpoint, string? PresentProvider, string? PresentAccount,
    string? PresentSender, string Caller, string? Source, long Times, DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset? ApprovedAt,
    string? ApprovedBy)
{
    public static PendingView Of(PendingRegistration it, TenantSettings? present) => new(
        it.Id, it.Identifier, it.Provider, it.AccountId, it.Sender, it.CoreEndpoint, present?.Provider, present?.AccountId, present?.Sender, it.Caller,
        it.Source, it.Times, it.FirstAt, it.LastAt, it.ApprovedAt, it.ApprovedBy);
}

internal sealed record PendingListView(IReadOnlyList<PendingView> Registrations);

/// <param name="Decision"><c>approved</c> or <c>refused</c>.</param>
internal sealed record PendingDecidedView(long Number, string TenantId, string Decision);

/// <summary><c>smsbridge tenant pending|approve|refuse</c>.</summary>
internal sealed class PendingVerbs(
    PendingRegistrations pending, RegistrationDecisions decisions, TenantDirectory directory, IOptions<RegistrationOptions> options)
{
    public async Task<int> ListAsync(VerbOutput output, CancellationToken cancellationToken)
    {
        var list = (await pending.ListAsync(cancellationToken)).Select(it => PendingView.Of(it, directory.Find(it.Identifier)?.Settings)).ToList();
        output.Result(new PendingListView(list), ResultJson.Of.PendingListView, _ => Tell(output, list));
        return ExitCodes.Done;
    }

    public async Task<int> DecideAsync(VerbOutput output, long number, bool approve)
    {
        var decided = approve ? await decisions.ApproveAsync(number, Actor.CommandLine) : await decisions.RefuseAsync(number, Actor.CommandLine);
        if (decided is null)
        {
            return output.Refuse(string.Create(CultureInfo.InvariantCulture, $"No registration {number} waits. See: {Verbs.Program} tenant pending"));
        }

        output.Result(
            new PendingDecidedView(number, decided.Identifier, approve ? "approved" : "refused"), ResultJson.Of.PendingDecidedView,
            _ => output.Line(RegistrationDecisions.WordsOf(decided, approve, directory.Find(decided.Identifier) is not null)));
        if (approve)
        {
            output.Hint($"The yes holds for {options.Value.ApprovedFor:c}.");
        }

        return ExitCodes.Done;
    }

    private static void Tell(VerbOutput output, List<PendingView> list)
    {
        if (list.Count == 0)
        {
            output.Line("No registration waits.");
            return;
        }

        output.Table(
            ["Number", "Tenant", "Asks for", "Has", "Core user", "From", "Times", "Last", "State"],
            list.Select(it => new[]
            {
                it.Number.ToString(CultureInfo.InvariantCulture), it.TenantId, $"{it.Provider} {it.Account}, sender {it.Sender}",
                it.PresentAccount is null ? "not registered" : $"{it.PresentProvider} {it.PresentAccount}, sender {it.PresentSender}",
                it.Caller, it.Source, it.Times.ToString(CultureInfo.InvariantCulture), VerbOutput.At(it.LastAt),
                it.ApprovedAt is null ? "waits" : $"approved by {it.ApprovedBy}",
            }));
    }
}
