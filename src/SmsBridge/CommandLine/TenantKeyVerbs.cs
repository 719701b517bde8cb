using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant rotate</c>.</summary>
internal sealed class TenantKeyVerbs(TenantDirectory directory, KeyRotation rotation, BridgeAddress address, AuditLog audit)
{
    public async Task<int> RotateAsync(VerbOutput output, string identifier, KeyKind kind, long? hookId, bool yes)
    {
        if (directory.Find(identifier) is not { } tenant)
        {
            return output.RefuseUnknown(identifier);
        }

        if (!yes && rotation.Ends(tenant, kind) is { } ends)
        {
            return output.Refuse($"{ends} Nothing was made. To do it all the same, add --yes.");
        }

        // First on the record, as in the console: a key nobody is known to have taken must not be out there.
        await audit.RecordAsync(Actor.CommandLine.Did(
            AuditActions.KeyRotate, TenantVerbs.Subject(identifier), tenant.Id, after: kind == KeyKind.ApiKey ? "API key" : "webhook token"));
        var key = await rotation.RotateAsync(tenant, kind);
        var previous = directory.KeysOf(tenant).FirstOrDefault(known => known.Kind == kind && known.ValidUntil is not null);
        var view = kind == KeyKind.ApiKey
            ? new KeyRotatedView(identifier, "apiKey", key, previous?.ValidUntil, CoreKeySql.Replace(key, hookId), WebhookUrl: null)
            : new KeyRotatedView(identifier, "webhookToken", key, previous?.ValidUntil, Sql: null, address.WebhookUrl(key));
        output.Result(view, ResultJson.Of.KeyRotatedView, rotated => Tell(output, rotated, hookId));
        return ExitCodes.Done;
    }

    private static void Tell(VerbOutput output, KeyRotatedView rotated, long? hookId)
    {
        output.Line(rotated.Sql is null ? "The new webhook token, shown only now:" : "The new API key, shown only now:");
        output.Line($"  {rotated.Key}");
        output.Line(rotated.PreviousValidUntil is { } until
            ? $"The one before works until {VerbOutput.At(until)}."
            : "No other one works.");
        output.Line();
        if (rotated.Sql is not null)
        {
            output.Line("Put it into the core, in the tenant's own database (the same on MySQL, MariaDB and PostgreSQL):");
            CoreKeySql.Tell(output, rotated.TenantId, rotated.Sql, hookId);
            output.Line("It changes one row. None: the hook has no key yet, and asks for one itself with its first event.");
        }
        else
        {
            output.Line("Payload URL for the core's \"Web\" hook:");
            output.Line($"  {rotated.WebhookUrl}");
        }
    }
}
