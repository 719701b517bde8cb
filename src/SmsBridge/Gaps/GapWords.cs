using SmsBridge.Core;

namespace SmsBridge.Gaps;

/// <summary>What keeps a comparison from going through, for people.</summary>
internal static class GapWords
{
    /// <param name="failure">Not a find.</param>
    public static string Of<T>(CoreResult<T> failure) =>
        failure switch
        {
            CoreResult<T>.Forbidden it => it.Detail,
            CoreResult<T>.CredentialsRefused it => it.Detail,
            CoreResult<T>.Misconfigured it => it.Detail,
            CoreResult<T>.Unavailable it => it.Detail,
            CoreResult<T>.NotFound it => it.Detail,
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Nothing went wrong."),
        };
}
