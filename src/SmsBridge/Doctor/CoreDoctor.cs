using System.Text;
using SmsBridge.Core;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Doctor;

/// <summary>What stands between the bridge and a tenant's core: the address, the user, its permissions.</summary>
internal sealed class CoreDoctor(CoreAccesses accesses, CoreClient core, TextDirectory texts)
{
    /// <summary>
    /// No client or loan has this number: asked for, a core answers 404 to a user that may read and 403 to one that may not, and nobody's data
    /// travels.
    /// </summary>
    private const long Nobody = int.MaxValue;

    public CoreAccessReading Access(Tenant tenant) =>
        accesses.Read(tenant.Identifier, tenant.Settings.CoreEndpoint, tenant.Settings.ToCoreCredential());

    public CheckView Endpoint(Tenant tenant) =>
        Access(tenant) switch
        {
            CoreAccessReading.Ready { Access: var access } => new CheckView(
                "endpoint", CheckOutcome.Passed, $"The core is called at {access.Endpoint}{UserOf(access.Credential)}."),
            CoreAccessReading.Refused refused => new CheckView("endpoint", CheckOutcome.Failed, refused.Detail, Reasons.Explain(Reasons.CoreNotSet).Remedy),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public async Task<IReadOnlyList<CheckView>> PermissionsAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (Access(tenant) is not CoreAccessReading.Ready { Access: var access })
        {
            return [];
        }

        var client = await core.GetClientAsync(access, Nobody, cancellationToken);
        var loan = await core.GetLoanAsync(access, Nobody, cancellationToken);
        List<CheckView> checks = [Permission("READ_CLIENT", "without it no name and no number is found", client), Permission("READ_LOAN", "without it no repayment is confirmed", loan)];
        await texts.RefreshAsync(cancellationToken); // a command has read none
        foreach (var events in EventCatalogue.All.Where(kind => texts.IsOn(tenant.Id, kind.Type)).GroupBy(PathOf, StringComparer.Ordinal).Where(events => events.Key is not null))
        {
            var consequence = $"without it no SMS goes out about {string.Join(", ", events.Select(kind => kind.Name))}";
            checks.Add(events.Key == CoreClient.TransferPath
                ? Permission(CorePermissions.Of(events.Key)!, consequence, await core.GetTransferAsync(access, Nobody, cancellationToken))
                : Permission(CorePermissions.Of(events.Key!)!, consequence, await core.GetAccountAsync(access, events.Key!, Nobody, cancellationToken)));
        }

        if (texts.KindsOf(tenant.Id).Where(kind => texts.SettingOf(tenant.Id, kind) is { IsOn: true, Rules.TellsGroups: true }).Select(kind => kind.Name).ToList() is { Count: > 0 } ofGroups)
        {
            checks.Add(Permission(
                CorePermissions.Of(CoreClient.GroupPath)!, $"without it nobody of a group is told of {string.Join(", ", ofGroups)}", await core.GetGroupAsync(access, Nobody, cancellationToken)));
        }

        if (texts.KindsOf(tenant.Id).Where(kind => texts.SettingOf(tenant.Id, kind) is { IsOn: true, Rules.CopiesOfficer: true }).Select(kind => kind.Name).ToList() is { Count: > 0 } copied)
        {
            checks.Add(Permission(
                CorePermissions.Of(CoreClient.StaffPath)!, $"without it no loan officer gets a copy of {string.Join(", ", copied)}", await core.GetStaffAsync(access, Nobody, cancellationToken)));
        }

        return checks;
    }

    /// <summary>Null: clients and loans are all it is asked for with.</summary>
    private static string? PathOf(EventKind kind) =>
        kind.LookUp switch
        {
            LookUp.Transfer => CoreClient.TransferPath,
            LookUp.Account or LookUp.AccountTransaction => CoreClient.PathOf(kind.Account),
            _ => null,
        };

    private static CheckView Permission<T>(string permission, string consequence, CoreResult<T> result) =>
        result switch
        {
            CoreResult<T>.Found or CoreResult<T>.NotFound => new CheckView(permission, CheckOutcome.Passed, $"The core's user has {permission}."),
            CoreResult<T>.Forbidden => new CheckView(
                permission, CheckOutcome.Failed, $"The core's user lacks {permission}: {consequence}.", $"In the core, give the user a role with {permission}."),
            CoreResult<T>.Unavailable unavailable => new CheckView(permission, CheckOutcome.Unknown, unavailable.Detail),
            CoreResult<T>.CredentialsRefused refused => new CheckView(permission, CheckOutcome.Failed, refused.Detail),
            CoreResult<T>.Misconfigured misconfigured => new CheckView(permission, CheckOutcome.Failed, misconfigured.Detail),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string UserOf(CoreCredential credential) =>
        credential switch
        {
            CoreCredential.UserPassword service => $", as service user {service.User}",
            CoreCredential.BasicToken token when Encoding.UTF8.GetString(Convert.FromBase64String(token.Base64)).Split(':') is [var user, ..] =>
                $", as user {user} (by token)",
            _ => "",
        };
}
