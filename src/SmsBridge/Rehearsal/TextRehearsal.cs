using System.Collections.Concurrent;
using System.Globalization;
using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Rehearsal;

/// <summary>It was rehearsed.</summary>
internal sealed record Rehearsed(string Words, RehearsalView View) : Outcome.Done(Words);

/// <summary>
/// The last day's events through a text that nobody is sent: each is looked up in the core as for its SMS. The core is asked a few at a time, for one rehearsal of a tenant
/// at a time, so that the SMS of the day are not held up.
/// </summary>
internal sealed class TextRehearsal(TenantAccess tenants, TextDirectory texts, TextViews views, EventsOfKind events, RehearsedSms sms, CoreAccesses accesses, TimeProvider time)
{
    public const int Usual = 50;
    public const int Most = 200;

    private const int AtOnce = 4;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<long, bool> _running = new();

    public Task<Outcome> RunAsync(Caller caller, string identifier, string eventName, string language, RehearsalRequest request, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (texts.KindOf(tenant.Id, eventName) is not { } kind)
            {
                return TextVerbs.NoSuchEvent(eventName);
            }

            if (!TextVerbs.IsLanguage(language))
            {
                return TextVerbs.NoLanguage();
            }

            if (request.Limit is < 1 or > Most)
            {
                return new Outcome.Invalid(string.Create(CultureInfo.InvariantCulture, $"limit is a number from 1 to {Most}."), "limit");
            }

            var (draft, registered) = await views.DraftOrSentAsync(tenant, kind, language, cancellationToken);
            var check = texts.Check(tenant.Id, kind, request.Text ?? draft, language, registered);
            if (check is not { Template: { } template })
            {
                return new Outcome.Refused(check.Fault!, check.Field);
            }

            if (accesses.Read(tenant.Identifier, tenant.Settings.CoreEndpoint, tenant.Settings.ToCoreCredential(), tenant.Unproved) is not CoreAccessReading.Ready { Access: var access })
            {
                return new Outcome.Refused(CoreAccesses.NotSet);
            }

            if (!_running.TryAdd(tenant.Id, true))
            {
                return new Outcome.NotNow("A rehearsal of this tenant is under way. Try again when it has ended.");
            }

            try
            {
                return await RunAsync(new Script(tenant, kind, language, template, access) { Registered = check.Registered, TellsConsent = !caller.IsProgram }, request.Limit ?? Usual, cancellationToken);
            }
            finally
            {
                _running.TryRemove(tenant.Id, out _);
            }
        }, ownToo: true);

    private async Task<Outcome> RunAsync(Script script, int limit, CancellationToken cancellationToken)
    {
        var (tenant, kind, language, template, access) = script;
        var since = time.GetUtcNow() - Day;
        var (found, newest) = await events.SinceAsync(tenant.Id, kind.Type, since, limit, cancellationToken);
        var rules = texts.SettingOf(tenant.Id, kind).Rules;
        var draft = new TextInForce(kind, template, texts.FormatOf(language), rules, Quiet: null) { Registered = script.Registered };
        var now = texts.IsOn(tenant.Id, kind.Type) ? texts.Published(tenant.Id, kind, rules) : null;
        var each = new RehearsedText[newest.Count];
        await Parallel.ForAsync(0, newest.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            each[index] = await sms.WriteAsync(access, tenant.Id, newest[index], draft, now, script.TellsConsent, token));

        var sent = each.Where(static one => one.Reason is null).ToList();
        var view = new RehearsalView(
            kind.Code, language, since, found, newest.Count, sent.Count, sent.Sum(static one => one.Parts), each.Sum(static one => one.PartsNow), each.Count(static one => one.IsOther),
            [.. each.Where(static one => one.Reason is not null).GroupBy(static one => one.Reason!, StringComparer.Ordinal)
                .Select(static group => new NotToldView(group.Key, group.Count(), group.First().Detail)).OrderByDescending(static reason => reason.Count)],
            [.. sent.Take(3).Select(static one => new ExampleView(one.EventId, one.Example!, one.Parts))])
        {
            Enabled = now is not null, Sms = sent.Sum(static one => one.Sms), NoLonger = each.Count(static one => one is { Reason: not null, PartsNow: > 0 }),
        };
        return new Rehearsed(Words(view), view);
    }

    private static string Words(RehearsalView view) =>
        view.Found == 0
            ? "Nothing of the kind came in during the last day, so there is nothing to rehearse with."
            : string.Create(CultureInfo.InvariantCulture, $"Of {view.Tried} events of the last day {view.WouldBeSent} would be told, as far as they have a number and did not opt out, in {view.Parts} parts (now {view.PartsNow}).{ToMembers(view)}{Beside(view)} Nothing was sent.");

    private static string ToMembers(RehearsalView view) =>
        view.Sms > view.WouldBeSent ? string.Create(CultureInfo.InvariantCulture, $" It is {view.Sms} SMS, as each member of a group gets one.") : "";

    private static string Beside(RehearsalView view) =>
        !view.Enabled ? " Now nobody is told of it: the event is switched off."
        : view.NoLonger > 0 ? string.Create(CultureInfo.InvariantCulture, $" {view.NoLonger} that are told now would not be.")
        : "";

    private readonly record struct Script(Tenant Tenant, EventKind Kind, string Language, Template Template, CoreAccess Access)
    {
        public RegisteredText? Registered { get; init; }

        /// <summary>No program may find out what clients have said (RouteScopes), whatever it may do with texts.</summary>
        public bool TellsConsent { get; init; }
    }
}
