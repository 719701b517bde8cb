using SmsBridge.Insight.Statistics;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Doctor;

/// <summary>Whether a tenant has a key for its hooks, and whether its core has it too: an old one opens until its last minute, and then nothing does.</summary>
internal sealed class KeyDoctor(TenantDirectory directory, KeyUsage usage, LastHooks hooks, Database database, TimeProvider time)
{
    public async Task<CheckView> ExamineAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await usage.SaveAsync(); // of the last minute, where this is the service
        var used = await OldKeys.ListAsync(database, await hooks.ListAsync([tenant.Id], cancellationToken), time.GetUtcNow(), cancellationToken);
        if (used.FirstOrDefault(key => key.TenantId == tenant.Id) is { } still)
        {
            return new CheckView("key", CheckOutcome.Warning, still.WordsOf(tenant.Identifier), OldKeyWords.Remedy(still.Kind));
        }

        var keys = directory.KeysOf(tenant).Where(known => known.ValidUntil is null).ToList();
        var key = keys.Find(known => known.Kind == KeyKind.ApiKey) ?? keys.Find(known => known.Kind == KeyKind.WebhookToken);
        return key is null
            ? new CheckView("key", CheckOutcome.Failed, "The tenant has no API key.", $"{DoctorWords.Program} tenant rotate {tenant.Identifier}") { OnPage = "Make a new one under Keys." }
            : new CheckView(
                "key", CheckOutcome.Passed,
                $"{(key.Kind == KeyKind.ApiKey ? "API key" : "No API key; hooks come with webhook token")} {key.Prefix}… of {DoctorWords.At(key.CreatedAt)}, last used {DoctorWords.At(usage.LastUsed(key))}.");
    }
}
