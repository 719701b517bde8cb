using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Routes;
using SmsBridge.Tenants;
using SmsBridge.Web;
using Route = SmsBridge.Routes.Route; // not the web's

namespace SmsBridge.CommandLine;

/// <summary>One call to a tenant's provider, shown and, if asked for, made: for whoever describes a gateway in the settings.</summary>
internal sealed class ProviderTryVerb(TenantDirectory tenants, RouteDirectory routes, SmsGateways gateways, AuditLog audit, IOptions<BridgeOptions> bridge, TimeProvider time)
{
    private const string Hidden = "***";

    /// <summary>No message has such a number. It is as long as one will ever be: a gateway that takes short names only refuses this call, and not the ten thousandth SMS.</summary>
    private const long Tried = 999_999_999_999;

    /// <param name="name">Of a further account of the tenant; null: the registered one.</param>
    public async Task<int> RunAsync(VerbOutput output, string identifier, string? name, Msisdn to, string text, bool send, CancellationToken cancellationToken)
    {
        if (tenants.Find(identifier) is not { } tenant)
        {
            return output.RefuseUnknown(identifier);
        }

        await routes.ReloadAsync(cancellationToken);
        if (AccountOf(tenant, name) is not { } account)
        {
            return output.Refuse("The account's stored token can not be opened: this is not the key ring it was stored with.");
        }

        if (gateways.For(account) is not ITriedGateway gateway)
        {
            return output.Refuse($"{account.Provider} is not described in the settings, so there is no call to try. Send a test SMS from the tenant's page, or see: {Verbs.Program} tenant verify {identifier}");
        }

        var reports = bridge.Value.PublicBase is { } ours ? gateways.For(account).ReportAddress(ours, identifier, messageId: 0) : null;
        var sms = new OutgoingSms(0, account, to, text, reports) { Reference = new SmsReference(Tried, 1, time.GetUtcNow().ToUnixTimeMilliseconds()) };
        var shown = await gateway.ShowAsync(sms with { Account = account with { Token = Hidden } });
        TriedCall? tried = null;
        if (send)
        {
            await audit.RecordAsync(Caller.CommandLine.DidTo(tenant, AuditActions.TestSms, after: to.Masked));
            tried = await gateway.TryAsync(sms, cancellationToken);
        }

        output.Result(
            new ProviderTryView(identifier, account.Provider, shown.Method, shown.Url, shown.Headers, shown.Body, send, tried?.HttpStatus, tried?.Body, tried is null ? null : Verdict(tried.Result)) { Words = tried?.Answer },
            ResultJson.Of.ProviderTryView, view => Tell(output, view));
        return tried is null or { Result: SendResult.Accepted } ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    /// <returns>Null: its token can not be opened.</returns>
    private SenderAccount? AccountOf(Tenant tenant, string? name)
    {
        ProviderCommands.ProviderOf(tenant, routes.PlanOf(tenant.Id), name); // or refuses
        return name is null or Route.Registered ? tenant.SenderAccount : routes.PlanOf(tenant.Id).Accounts[name].Account;
    }

    private static void Tell(VerbOutput output, ProviderTryView view)
    {
        output.Line($"{view.Method} {view.Url}");
        foreach (var header in view.Headers)
        {
            output.Line(header);
        }

        if (view.Body.Length > 0)
        {
            output.Line();
            output.Line(view.Body);
        }

        output.Line();
        if (!view.Sent)
        {
            output.Line("Nothing was sent. With --send the call is made.");
            return;
        }

        output.Field("Answer", view.HttpStatus is { } status ? FormattableString.Invariant($"HTTP {status}") : view.Words ?? "none");
        output.Field("Answer's body", view.Answer);
        output.Field("Verdict", view.Verdict);
    }

    private static string Verdict(SendResult result) => result switch
    {
        SendResult.Accepted accepted => $"accepted, as {accepted.ProviderId}",
        SendResult.Rejected rejected => $"refused ({rejected.Class}): {rejected.Code} {rejected.Detail}",
        SendResult.Retryable retryable => $"not taken, to be sent again ({retryable.Class}): {retryable.Code} {retryable.Detail}",
        SendResult.Unknown unknown => $"in doubt, never sent again by itself: {unknown.Code} {unknown.Detail}",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not an outcome."),
    };
}
