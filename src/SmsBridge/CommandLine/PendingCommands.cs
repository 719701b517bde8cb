using System.CommandLine;
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
internal static class PendingCommands
{
    public static Command List(VerbHost host) =>
        host.Define(
            new Command("pending", "Registrations that ask for another provider account and proved no more than a login: they wait for a yes."),
            async (call, cancellationToken) =>
            {
                var list = (await call.Service<RegistrationVerbs>().ListAsync(TenantScope.All, cancellationToken))
                    .Select(it => PendingView.Of(it, call.Service<TenantDirectory>().Find(it.Identifier)?.Settings)).ToList();
                call.Output.Result(new PendingListView(list), ResultJson.Of.PendingListView, _ => Tell(call.Output, list));
                return ExitCodes.Done;
            });

    public static Command Decide(VerbHost host, bool approve)
    {
        var number = new Argument<long>("NUMBER") { Description = "As tenant pending shows it." };
        return host.Define(
            approve
                ? new Command("approve", "The core gets its key when it registers again, with its next event; until then nothing changes.") { number }
                : new Command("refuse", "Takes it off the list. It may come again.") { number },
            (call, cancellationToken) => DecideAsync(call, call.Parsed.GetRequiredValue(number), approve, cancellationToken));
    }

    private static async Task<int> DecideAsync(VerbCall call, long number, bool approve, CancellationToken cancellationToken)
    {
        var outcome = await call.Service<RegistrationVerbs>().DecideAsync(Caller.CommandLine, number, approve, cancellationToken);
        if (outcome is Outcome.Refused refused)
        {
            return call.Output.Refuse(refused.Words);
        }

        if (outcome is not RegistrationDecided decided)
        {
            return call.Output.Refuse(string.Create(CultureInfo.InvariantCulture, $"No registration {number} waits. See: {Verbs.Program} tenant pending"));
        }

        call.Output.Result(
            new PendingDecidedView(number, decided.Registration.Identifier, approve ? "approved" : "refused"), ResultJson.Of.PendingDecidedView,
            _ => call.Output.Line(decided.Words));
        if (approve)
        {
            call.Output.Hint($"The yes holds until {VerbOutput.At(call.Service<TimeProvider>().GetUtcNow() + call.Service<IOptions<RegistrationOptions>>().Value.ApprovedFor)}.");
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
