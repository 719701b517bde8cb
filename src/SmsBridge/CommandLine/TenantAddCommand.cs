using System.CommandLine;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant add</c>: what can be typed. No secret can: command lines are seen in process lists and kept in histories.</summary>
internal static class TenantAddCommand
{
    public static Command Create(VerbHost host)
    {
        var (id, hook) = (TenantCommands.Identifier(), TenantCommands.Hook());
        var provider = Required("--provider", "NAME", "The SMS provider; see: smsbridge provider list. log is to try things out.");
        var account = Required("--account", "ID", "The account at the provider (Twilio: Account SID; docs/providers.md has the others).");
        var sender = Required("--sender", "SENDER", "A number such as +15005550006, an alphanumeric id or a Messaging Service.");
        var tokenFile = Optional("--token-file", "FILE", "File with the provider's token; - reads stdin. Without it you are asked.");
        var token = Optional("--token", "-", "Only - : reads the token from stdin.");
        var sharedKeyFile = Optional("--shared-key-file", "FILE", "File with the secret the provider signs its calls with: of Twilio's SharedKey, or Vonage's signature secret.");
        var endpoint = Optional("--endpoint", "URL", "The core's API, e.g. https://core.example.org/fineract-provider/api/v1.");
        var user = Optional("--core-user", "NAME", "Service user at the core.");
        var passwordFile = Optional("--core-password-file", "FILE", "File with that user's password; - reads stdin. Without it you are asked.");
        var region = Optional("--region", "CC", "Country of numbers without country code, e.g. KE.");
        var unproved = new Option<bool>("--no-verify") { Description = "Store it unverified, without asking core and provider; the service checks later." };
        var webToken = new Option<bool>("--web-token") { Description = "Also make a token for the core's \"Web\" hook template." };

        var command = new Command("add", "Adds a tenant before its core registers, and prints its API key once.")
        {
            id, provider, account, sender, tokenFile, token, sharedKeyFile, endpoint, user, passwordFile, region, unproved, webToken, hook,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(token) is { } typed && typed != "-")
            {
                result.AddError("--token takes only - (stdin): a token on the command line is seen by others and kept in the history. Yours is now; have it changed.");
            }

            if (result.GetValue(token) is not null && result.GetValue(tokenFile) is not null)
            {
                result.AddError("Give --token or --token-file, not both.");
            }

            if (new[] { result.GetValue(passwordFile), result.GetValue(sharedKeyFile), result.GetValue(token) ?? result.GetValue(tokenFile) }.Count(from => from == "-") > 1)
            {
                result.AddError("Only one secret can come from stdin.");
            }

            if (result.GetValue(passwordFile) is not null && result.GetValue(user) is null)
            {
                result.AddError("--core-password-file needs --core-user.");
            }
        });
        return host.Define(command, (call, cancellationToken) => call.Service<TenantAddVerb>().RunAsync(call.Output, new AddedTenant(
            new RegistrationRequest
            {
                TenantId = call.Parsed.GetRequiredValue(id),
                SmsProvider = call.Parsed.GetRequiredValue(provider),
                SmsProviderAccountId = call.Parsed.GetRequiredValue(account),
                PhoneNo = call.Parsed.GetRequiredValue(sender),
                Endpoint = call.Parsed.GetValue(endpoint),
            },
            new SettingsRequest { CoreUsername = call.Parsed.GetValue(user), DefaultRegion = call.Parsed.GetValue(region) },
            call.Parsed.GetValue(token) ?? call.Parsed.GetValue(tokenFile),
            call.Parsed.GetValue(passwordFile),
            !call.Parsed.GetValue(unproved),
            call.Parsed.GetValue(webToken),
            call.Parsed.GetValue(hook)) { SharedKeyFrom = call.Parsed.GetValue(sharedKeyFile) }, cancellationToken), mayCreate: true, judgesBy: ServiceSettings.OfTenants);
    }

    private static Option<string> Required(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Required = true };

    private static Option<string?> Optional(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
