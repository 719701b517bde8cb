using System.Globalization;
using SmsBridge.Faults.Ways;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Events;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>
/// A bank: its books in the stand-in core, and what each of its events must amount to. The texts expected are written here a second time on
/// purpose; the bridge's own templates are not asked.
/// </summary>
/// <param name="group">One digit of its clients' numbers; tenants of one group share account, people and numbers.</param>
internal sealed class FaultTenant(string id, StandInCore core, StandInTenant books, StandInTwilio twilio, string accountSid, string sender, int group)
{
    private const int Strangeness = 50; // every so many clients one has no usable number

    private static readonly DateOnly Today = new(2026, 11, 21);

    private readonly int _group = group;
    private int _clients;
    private int _loans;
    private int _texts;
    private int _campaignTexts;

    public string Id => id;

    public StandInCore Core => core;

    /// <summary>What its core has to send as to a message gateway.</summary>
    public StandInTexts Texts => books.Texts;

    /// <summary>Set once it is registered.</summary>
    public CoreHooks Hooks { get; set; } = null!;

    /// <summary>Shared people become clients of both banks at the same time, and are greeted in the same words.</summary>
    public bool SharesPeopleWith(FaultTenant other) => other._group == _group;

    public bool TellsOfFailures => core.Generation.IsRetrofit2;

    public HookKey NextClient() => NextClient(hasOtherWays: false);

    /// <summary>A new client or a payment, on the audit trail too, and as its core would publish it.</summary>
    public CoreAct NextAct(Random random, DateTimeOffset now)
    {
        const double NewClients = 0.3;
        if (_clients == 0 || random.NextDouble() < NewClients)
        {
            var key = NextClient(hasOtherWays: true);
            return Record(HookEvent.ClientCreated(StandInTenant.HeadOffice, _clients), key, CoreRecords.OfClient("ClientCreate", _clients), account: _clients, now);
        }

        var (client, date) = (random.Next(1, _clients + 1), DateOnly.FromDateTime(now.UtcDateTime));
        var (loan, amount) = NextLoan(client);
        var repayment = new HookRepayment(loan, books.AddRepayment(loan, amount, date), amount) { ClientId = client, Date = date };
        var text = new HookKey(
            $"{id}/LOAN REPAYMENT/{repayment.TransactionId}", Expect(client, ReceiptOf(client, amount, loan, date)), PostOutcome.Accepted,
            cancellationToken => Hooks.PostRepaymentAsync(repayment, cancellationToken)) { HasOtherWays = true };
        return Record(repayment.ToEvent(), text, CoreRecords.Repayment(repayment.TransactionId, loan, amount.ToString(CultureInfo.InvariantCulture), date), loan, now);
    }

    /// <summary>A row of the core's table, for the next run of its send job.</summary>
    public (long InternalId, HookKey Key) NextCampaignText(Random random)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"News {++_campaignTexts} of {id}: the branch is open on Saturday.");
        var client = random.Next(1, 1_000);
        return (books.Texts.Add(IsUsable(client) ? NumberOf(client) : "12", text).Id, new HookKey(
            $"{id}/SMS CAMPAIGN/{text}", Expect(client, text), PostOutcome.Accepted, static _ => throw new NotSupportedException("It comes by no hook.")));
    }

    /// <summary>Repayments by one client; more than one of the same amount on the same day give the same text.</summary>
    public IEnumerable<HookKey> NextRepayments(Random random, int count)
    {
        var client = _clients == 0 ? 1 : random.Next(1, _clients + 1);
        if (_clients == 0)
        {
            books.AddClient(client, NameOf(client), NumberOf(client));
        }

        var (loan, amount) = NextLoan(client);
        var text = ReceiptOf(client, amount, loan, Today);
        for (var number = 0; number < count; number++)
        {
            var transaction = books.AddRepayment(loan, amount, Today);
            yield return new HookKey(
                $"{id}/LOAN REPAYMENT/{transaction}", Expect(client, text), PostOutcome.Accepted,
                cancellationToken => Hooks.PostRepaymentAsync(client, loan, transaction, amount, cancellationToken));
        }
    }

    public HookKey NextText(Random random)
    {
        var number = ++_texts;
        var text = string.Create(CultureInfo.InvariantCulture, $"Meeting {number} at {id}: Tuesday, 10:00.");
        var client = random.Next(1, 1_000);
        var usable = IsUsable(client);
        return new HookKey(
            $"{id}/SMS SEND/{text}", Expect(client, text), PostOutcome.Accepted,
            cancellationToken => Hooks.PostSmsAsync(usable ? NumberOf(client)! : "12", text, cancellationToken));
    }

    /// <summary>A repayment the core refused: it has no transaction.</summary>
    public HookKey NextFailure(Random random)
    {
        var client = random.Next(1, 1_000);
        var it = new HookRepayment(1_000_001, 0, 7.77m) { ClientId = client }.ToEvent() with { ResourceId = null };
        return new HookKey(
            $"{id}/failed", expected: null, PostOutcome.Ignored,
            cancellationToken => Hooks.PostFailedAsync(it, shape: null, cancellationToken));
    }

    public HookKey NextUnknown() => new(
        $"{id}/unknown", expected: null, PostOutcome.Ignored, cancellationToken => Hooks.PostUnknownAsync(cancellationToken));

    private HookKey NextClient(bool hasOtherWays)
    {
        var number = ++_clients;
        books.AddClient(number, NameOf(number), NumberOf(number));
        return new HookKey(
            $"{id}/CLIENT CREATE/{number}", Expect(number, $"Welcome, {NameOf(number)}! You are now registered with us."), PostOutcome.Accepted,
            cancellationToken => Hooks.PostClientCreatedAsync(StandInTenant.HeadOffice, number, cancellationToken)) { HasOtherWays = hasOtherWays };
    }

    private (long Loan, decimal Amount) NextLoan(int client)
    {
        var loan = books.AddLoan(1_000_000 + ++_loans, client, principal: 1_000_000m);
        return (loan.Id, 100m + (_loans / 100m));
    }

    private static string ReceiptOf(int client, decimal amount, long loan, DateOnly date) =>
        string.Create(CultureInfo.InvariantCulture, $"Thank you, {NameOf(client)}. We received KES {amount:N2} for loan {loan:D9} on {date:d MMMM yyyy}.");

    private CoreAct Record(HookEvent it, HookKey key, CoreEvent published, long account, DateTimeOffset now)
    {
        books.Audits.Record(it);
        return new CoreAct(key, account, published.ToMessage(id, Guid.NewGuid().ToString(), now));
    }

    private ExpectedSms? Expect(int client, string text)
    {
        twilio.SetOutcome(MobileOf(client), OutcomeOf(client));
        return IsUsable(client) ? new ExpectedSms(accountSid, sender, MobileOf(client), text) : null;
    }

    private static bool IsUsable(int client) => client % Strangeness != 0;

    private static string NameOf(int client) => string.Create(CultureInfo.InvariantCulture, $"Asha {client}");

    private string MobileOf(int client) => string.Create(CultureInfo.InvariantCulture, $"+2547{_group}{client:D7}");

    /// <summary>As people type it.</summary>
    private string? NumberOf(int client) =>
        IsUsable(client) ? string.Create(CultureInfo.InvariantCulture, $"07{_group}{client / 10_000:D3} {client % 10_000:D4}")
        : (client / Strangeness) % 2 == 0 ? null : "12";

    private static StandInOutcome OutcomeOf(int client) => (client % 20) switch
    {
        3 => StandInOutcome.Undelivered(30003),
        7 => StandInOutcome.Failed(30007),
        11 => StandInOutcome.StaysSent,
        _ => StandInOutcome.Delivered,
    };
}
