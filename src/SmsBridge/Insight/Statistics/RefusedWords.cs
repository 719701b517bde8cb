using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>What is said of hooks that were refused.</summary>
internal static class RefusedWords
{
    public const string Kind = "refused_hooks";

    public static AttentionItem Item(Tenant tenant, RefusedTally refused)
    {
        var (name, many) = (tenant.Identifier, Many(refused.Count));
        var were = refused.Count == 1 ? "was" : "were";
        return refused switch
        {
            { IsOfCore: true } => new AttentionItem(
                Kind, IsUrgent: true, name, $"{name} loses SMS: {many} from its core {were} refused. {Why(refused)}", Remedy(refused.Reason), refused.Since),
            { HadGood: true } => new AttentionItem(
                Kind, IsUrgent: false, name, $"Somebody without the key posts hooks for {name}: {many} {were} refused, from {refused.Source ?? "an address not recorded"}, where no good hook came from.",
                $"If the core calls from there now, {LowerFirst(Remedy(refused.Reason))} If not, it is a stranger, and nothing is lost.", refused.Since),
            _ => new AttentionItem(
                Kind, IsUrgent: false, name, $"No good hook has come from {name} yet, and {many} {were} refused, from {refused.Source ?? "an address not recorded"}. {Why(refused)}",
                Remedy(refused.Reason), refused.Since),
        };
    }

    private static string Many(long count) =>
        count == 1 ? "1 hook" : count >= RefusedHooks.Most ? $"{RefusedHooks.Most} hooks or more" : $"{count} hooks";

    /// <summary>What is said of keys says it all.</summary>
    private static string Why(RefusedTally refused) =>
        IsOfKey(refused.Reason) ? Reasons.Explain(refused.Reason).Meaning : $"{Reasons.Explain(refused.Reason).Meaning} The latest: {refused.Detail ?? "no particulars are recorded."}";

    private static bool IsOfKey(string reason) => reason is Reasons.UnknownKey or Reasons.ForeignKey or Reasons.MissingKey;

    private static string Remedy(string reason) =>
        IsOfKey(reason)
            ? "The key in the core's hook is not the tenant's: delete the hook in the core and create it anew, or put the tenant's current key into it. The core does not repeat what was refused."
            : $"{Reasons.Explain(reason).Remedy} The core does not repeat what was refused.";

    private static string LowerFirst(string words) => char.ToLowerInvariant(words[0]) + words[1..];
}
