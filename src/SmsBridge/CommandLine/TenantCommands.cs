using System.CommandLine;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant …</c>: what can be typed, and <c>list</c> and <c>show</c>.</summary>
internal static class TenantCommands
{
    private const int RoomForAll = 110;

    public static Command Create(VerbHost host) =>
        new("tenant", "Tenants and their keys; works while the service runs.")
        {
            List(host), Show(host), TenantAddCommand.Create(host), TenantKeyCommands.Rotate(host), TenantKeyCommands.Revoke(host), TenantChangeCommands.Delete(host), TenantChangeCommands.Pause(host),
            TenantChangeCommands.Resume(host), TenantChangeCommands.Verify(host), Connect(host), OptInCommand.Create(host),
            PendingCommands.List(host), PendingCommands.Decide(host, approve: true), PendingCommands.Decide(host, approve: false),
        };

    /// <param name="description">What of the tenant is asked for.</param>
    public static Option<string> Option(string description = "Whose.") => new("--tenant") { HelpName = "ID", Description = description, Required = true };

    /// <summary>Of a tenant: the core's identifier.</summary>
    public static Argument<string> Identifier() => new("ID") { Description = "The tenant identifier of the core, e.g. default." };

    public static Option<long?> Hook() => new("--hook") { HelpName = "NUMBER", Description = "Id of the tenant's hook in the core, to fill in the SQL." };

    private static Command List(VerbHost host) =>
        host.Define(new Command("list", "All tenants."), (call, _) =>
        {
            var tenants = call.Service<TenantDirectory>().All.OrderBy(tenant => tenant.Identifier, StringComparer.Ordinal).Select(tenant => View(call, tenant)).ToList();
            call.Output.Result(new TenantListView(tenants), ResultJson.Of.TenantListView, list => Tell(call.Output, list.Tenants));
            return Task.FromResult(ExitCodes.Done);
        });

    private static Command Show(VerbHost host)
    {
        var id = Identifier();
        return host.Define(new Command("show", "A tenant's settings, state and keys; no secret.") { id }, (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(id);
            if (call.Service<TenantDirectory>().Find(identifier) is not { } tenant)
            {
                return Task.FromResult(call.Output.RefuseUnknown(identifier));
            }

            call.Output.Result(View(call, tenant), ResultJson.Of.TenantView, view => Tell(call.Output, view));
            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static Command Connect(VerbHost host)
    {
        var id = Identifier();
        var (events, url) = (HookCommands.Events(), HookCommands.BridgeUrl());
        return host.Define(
            new Command("connect", "Verifies the tenant, creates its hook in the core or takes the one there, sends a test event and shows what arrived.") { id, events, url },
            (call, cancellationToken) => call.Service<ConnectVerb>().RunAsync(
                call.Output, call.Parsed.GetRequiredValue(id), HookCommands.Read(call.Parsed, events), call.Parsed.GetValue(url), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static TenantView View(VerbCall call, Tenant tenant) =>
        TenantView.Of(tenant, call.Service<TenantDirectory>().KeysOf(tenant), call.Service<KeyUsage>());

    private static void Tell(VerbOutput output, IReadOnlyList<TenantView> tenants)
    {
        if (tenants.Count == 0)
        {
            output.Line("There are no tenants yet.");
            return;
        }

        var all = output.Width >= RoomForAll;
        output.Table(
            all ? ["Tenant", "State", "Provider", "Sender", "Core", "Key", "A key last used"] : ["Tenant", "State", "Sender", "A key last used"],
            tenants.Select(tenant => all
                ? new[] { tenant.TenantId, tenant.State, tenant.SmsProvider, tenant.PhoneNo, tenant.Endpoint ?? "(setting)", CurrentKey(tenant)?.Prefix, LastUsed(tenant) }
                : [tenant.TenantId, tenant.State, tenant.PhoneNo, LastUsed(tenant)]));
    }

    private static void Tell(VerbOutput output, TenantView tenant)
    {
        output.Field("Tenant", tenant.TenantId);
        output.Field("State", tenant.State);
        output.Field("Paused", tenant.Pause is { } pause ? $"since {VerbOutput.At(pause.Since)}: {pause.Explanation} {pause.Detail} {pause.Remedy}" : null);
        output.Field("Unverified", tenant.Unverified);
        output.Field("Provider", $"{tenant.SmsProvider}, account {tenant.SmsProviderAccountId}");
        output.Field("Sender", tenant.PhoneNo);
        output.Field("SharedKey", tenant.HasSharedKey ? "set" : null);
        output.Field("Core", tenant.Endpoint ?? "by Core:Tenants or Core:DefaultEndpoint");
        output.Field("Core user", tenant.CoreUsername ?? (tenant.HasCoreToken ? "token of the registration" : "by Core:Tenants"));
        output.Field("Default region", tenant.DefaultRegion ?? "by Numbers:DefaultRegion");
        output.Field("Registered", VerbOutput.At(tenant.RegisteredAt));
        output.Field("Verified", VerbOutput.At(tenant.VerifiedAt));
        output.Line();
        output.Table(["Key", "Begins with", "Made", "Valid until", "Last used"], tenant.Keys.Select(key => new[]
        {
            key.Kind switch { "apiKey" => "API key", "appKey" => "app key", _ => "webhook token" }, key.Prefix, VerbOutput.At(key.CreatedAt),
            key.ValidUntil is null ? "current" : VerbOutput.At(key.ValidUntil), VerbOutput.At(key.LastUsedAt),
        }));
    }

    private static KeyView? CurrentKey(TenantView tenant) => tenant.Keys.FirstOrDefault(key => key is { Kind: "apiKey", ValidUntil: null });

    private static string LastUsed(TenantView tenant) => VerbOutput.At(tenant.Keys.Max(key => key.LastUsedAt));
}

internal static class UnknownTenant
{
    public static string Words(string identifier) => $"There is no tenant {identifier}; identifiers are case-sensitive. See: {Verbs.Program} tenant list";

    public static int RefuseUnknown(this VerbOutput output, string identifier) => output.Refuse(Words(identifier));
}
