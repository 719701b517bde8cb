using System.Diagnostics;

namespace SmsBridge.Core;

/// <summary>
/// The outcome of asking a core. Expected outcomes are values: the relay decides by their kind whether to wait, to hold the
/// tenant or to give up (fineract-core-api.md 7). Details are plain words, at most 300 characters, without secrets.
/// </summary>
internal abstract record CoreResult<T>
{
    private CoreResult()
    {
    }

    public sealed record Found(T Value) : CoreResult<T>;

    /// <summary>Absent, outside the user's offices, or not committed yet: worth repeating for a minute or two.</summary>
    public sealed record NotFound(string Detail) : CoreResult<T>;

    /// <summary>401: nothing of this tenant can be looked up until the credential is mended. Do not hammer.</summary>
    public sealed record CredentialsRefused(string Detail) : CoreResult<T>;

    /// <summary>403: the user is known but may not do this.</summary>
    public sealed record Forbidden(string Detail) : CoreResult<T>;

    /// <summary>Tenant, address or answer are not what they should be: somebody has to look.</summary>
    public sealed record Misconfigured(string Detail) : CoreResult<T>;

    /// <summary>Not now: time-outs, no connection, 409, 429, 5xx.</summary>
    /// <param name="RetryAfter">How long the core asked us to wait, if it did.</param>
    public sealed record Unavailable(string Detail, TimeSpan? RetryAfter) : CoreResult<T>;

    /// <summary>The same failure for another kind of answer.</summary>
    /// <exception cref="InvalidOperationException">It is not a failure.</exception>
    public CoreResult<TOther> Failed<TOther>() =>
        this switch
        {
            NotFound it => new CoreResult<TOther>.NotFound(it.Detail),
            CredentialsRefused it => new CoreResult<TOther>.CredentialsRefused(it.Detail),
            Forbidden it => new CoreResult<TOther>.Forbidden(it.Detail),
            Misconfigured it => new CoreResult<TOther>.Misconfigured(it.Detail),
            Unavailable it => new CoreResult<TOther>.Unavailable(it.Detail, it.RetryAfter),
            Found => throw new InvalidOperationException("Something was found."),
            _ => throw new UnreachableException(),
        };
}
