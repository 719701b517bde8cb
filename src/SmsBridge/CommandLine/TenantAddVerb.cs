using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary>What <c>tenant add</c> was told.</summary>
/// <param name="Request">Without the token.</param>
/// <param name="More">Service user, without its password, and region.</param>
/// <param name="TokenFrom">File, or - for stdin; null: ask.</param>
/// <param name="HookId">To fill in the SQL.</param>
internal sealed record AddedTenant(
    RegistrationRequest Request, SettingsRequest More, string? TokenFrom, string? PasswordFrom, bool Prove, bool WebToken, long? HookId)
{
    /// <summary>File, or - for stdin; null: it has none.</summary>
    public string? SharedKeyFrom { get; init; }
}

/// <summary><c>smsbridge tenant add</c>.</summary>
internal sealed class TenantAddVerb(TenantVerbs verbs, TenantKeyVerbs keys, TenantDirectory directory, BridgeAddress address)
{
    public async Task<int> RunAsync(VerbOutput output, AddedTenant added, CancellationToken cancellationToken)
    {
        var identifier = added.Request.TenantId!.Trim();
        if (directory.Find(identifier) is not null)
        {
            return Exists(output, identifier);
        }

        var token = await SecretInput.ReadAsync(
            output.Console, added.TokenFrom, $"Token of account {added.Request.SmsProviderAccountId}", "--token-file", cancellationToken);
        var password = added.More.CoreUsername is null
            ? null
            : await SecretInput.ReadAsync(
                output.Console, added.PasswordFrom, $"Password of {added.More.CoreUsername} at the core", "--core-password-file", cancellationToken);
        var sharedKey = added.SharedKeyFrom is null
            ? null
            : await SecretInput.ReadAsync(output.Console, added.SharedKeyFrom, "Secret of the SharedKey", "--shared-key-file", cancellationToken);
        return await verbs.AddAsync(
            Caller.CommandLine, added.Request with { SmsProviderToken = token },
            added.More with { CorePassword = password, SmsProviderSharedKey = sharedKey }, added.Prove, cancellationToken) switch
        {
            TenantAdded done => await TellAsync(output, done, added),
            Outcome.Invalid invalid => output.Refuse(Words(invalid), ExitCodes.Usage),
            Outcome.Refused { Field: not null } refused and not Outcome.Exists => output.Refuse($"{Words(refused)} Nothing was stored."),
            Outcome.Refused { Field: null } refused => output.Refuse(refused.Words),
            _ => Exists(output, identifier),
        };
    }

    private static int Exists(VerbOutput output, string identifier) => output.Refuse(
        $"Tenant {identifier} exists already. A new key: {Verbs.Program} tenant rotate {identifier}. Other settings: PATCH /modules/sms/configuration/{identifier}.");

    private async Task<int> TellAsync(VerbOutput output, TenantAdded done, AddedTenant added)
    {
        var (apiKey, tenant) = (done.ApiKey, done.Tenant);
        var webToken = added.WebToken && await keys.RotateAsync(Caller.CommandLine, tenant.Identifier, KeyKind.WebhookToken, confirmed: true) is Outcome.Secret { Value: var token } ? token : null;
        var view = new TenantAddedView(
            tenant.Identifier, tenant.State, tenant.Unverified, apiKey, CoreKeySql.Put(apiKey, added.HookId), address.PayloadUrl(),
            webToken, webToken is null ? null : address.WebhookUrl(webToken));
        output.Result(view, ResultJson.Of.TenantAddedView, it => Tell(output, it, added.HookId));
        if (done.WhyNoReports is { } why)
        {
            output.Hint($"The provider is not asked for delivery reports, but asked later what became of each SMS. {why}");
        }

        return ExitCodes.Done;
    }

    private static void Tell(VerbOutput output, TenantAddedView added, long? hookId)
    {
        output.Line(added.Unverified is null
            ? $"Tenant {added.TenantId} is added: core and provider accept it."
            : $"Tenant {added.TenantId} is added, unverified: {added.Unverified} The service checks it in a while; {Verbs.Program} tenant verify {added.TenantId} does now.");
        output.Line();
        output.Line("Its API key, shown only now:");
        output.Line($"  {added.ApiKey}");
        output.Line();
        output.Line("The core asks for a key of its own with the first event of its hook. To spare it that, so that no password leaves the core,");
        output.Line("put this one there, in the tenant's own database (the same on MySQL, MariaDB and PostgreSQL):");
        CoreKeySql.Tell(output, added.TenantId, added.Sql, hookId);
        output.Line();
        output.Line($"Payload URL of the hook: {added.PayloadUrl ?? "set Bridge:PublicUrl first"}");
        if (added.WebhookUrl is not null)
        {
            output.Line($"Payload URL for the \"Web\" template, shown only now: {added.WebhookUrl}");
        }
    }

    /// <summary>By the names of the command line, not of the registration.</summary>
    private static string Words(Outcome.Refused refused) => refused.Field switch
    {
        "tenantId" => $"ID: {refused.Words}",
        "smsProvider" => $"--provider: {refused.Words}",
        "smsProviderAccountId" => $"--account: {refused.Words}",
        "smsProviderToken" => $"--token-file: {refused.Words}",
        "smsProviderSharedKey" => $"--shared-key-file: {refused.Words}",
        "phoneNo" => $"--sender: {refused.Words}",
        "endpoint" => $"--endpoint: {refused.Words}",
        "defaultRegion" => $"--region: {refused.Words}",
        "corePassword" => $"--core-password-file: {refused.Words}",
        "coreUsername" or "mifosToken" => $"--core-user: {refused.Words}",
        _ => $"{refused.Field}: {refused.Words}",
    };
}
