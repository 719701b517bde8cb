using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Console.Shell;

/// <summary>A secret with the words that go with it.</summary>
internal sealed record SecretShown(string Words, string Value)
{
    public override string ToString() => nameof(SecretShown);
}

/// <summary>
/// New secrets between the form that made them and the page that shows them: the form's answer leads to the page, so that loading it again
/// neither makes another one nor shows this one again. In memory only, sealed, for the session and the page they were made on, until they are
/// taken or their time is over.
/// </summary>
internal sealed class ShownOnce(SecretBox box, TimeProvider time)
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    private const int MostKept = 200;

    private readonly Lock _lock = new();
    private readonly List<Kept> _kept = [];

    /// <param name="path">The page that will show it.</param>
    public void Keep(HttpContext context, string path, SecretShown secret)
    {
        var (owner, now) = (OwnerOf(context, path), time.GetUtcNow());
        var kept = new Kept(owner, secret.Words, box.Seal(secret.Value, Purpose(owner)), now + KeptFor);
        lock (_lock)
        {
            _kept.RemoveAll(each => each.Until <= now);
            if (_kept.Count == MostKept)
            {
                _kept.RemoveAt(0);
            }

            _kept.Add(kept);
        }
    }

    /// <summary>What is to be shown on this page now, oldest first; it is gone by that.</summary>
    public IReadOnlyList<SecretShown> Take(HttpContext context, string path)
    {
        var (owner, now) = (OwnerOf(context, path), time.GetUtcNow());
        List<Kept> taken;
        lock (_lock)
        {
            taken = _kept.FindAll(each => each.Owner == owner);
            _kept.RemoveAll(each => each.Owner == owner || each.Until <= now);
        }

        return [.. taken.Where(each => each.Until > now).Select(each => new SecretShown(each.Words, box.Open(each.Sealed, Purpose(owner)) ?? ""))];
    }

    private static string OwnerOf(HttpContext context, string path) => string.Create(
        CultureInfo.InvariantCulture, $"{SignedInOperator.From(context.User)?.Id} {SessionClaims.FactsOf(context.User)?.Id} {path}");

    private static string Purpose(string owner) => $"shown once {owner}";

    private sealed record Kept(string Owner, string Words, string Sealed, DateTimeOffset Until);
}
