using System.Diagnostics;
using SmsBridge.Messages;

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

    /// <summary>Anything but what was asked for.</summary>
    public abstract record Failure : CoreResult<T>
    {
        private protected Failure(string detail) => Detail = detail;

        /// <summary>What is wrong, for people.</summary>
        public string Detail { get; init; }

        /// <summary>What the core said, for the record; null when it was not asked.</summary>
        public PeerAnswer? Answer { get; init; }
    }

    /// <summary>Absent, outside the user's offices, or not committed yet: worth repeating for a minute or two.</summary>
    public sealed record NotFound(string Detail) : Failure(Detail);

    /// <summary>401: nothing of this tenant can be looked up until the credential is mended. Do not hammer.</summary>
    public sealed record CredentialsRefused(string Detail) : Failure(Detail);

    /// <summary>403: the user is known but may not do this.</summary>
    public sealed record Forbidden(string Detail) : Failure(Detail);

    /// <summary>Tenant, address or answer are not what they should be: somebody has to look.</summary>
    public sealed record Misconfigured(string Detail) : Failure(Detail);

    /// <summary>Not now: time-outs, no connection, 409, 429, 5xx.</summary>
    /// <param name="RetryAfter">How long the core asked us to wait, if it did.</param>
    public sealed record Unavailable(string Detail, TimeSpan? RetryAfter) : Failure(Detail)
    {
        /// <summary>Nobody could be spoken to at all: the name leads nowhere, or no connection was made. True of every tenant of that core.</summary>
        public bool NoConnection { get; init; }
    }

    /// <summary>The same failure for another kind of answer.</summary>
    /// <exception cref="InvalidOperationException">It is not a failure.</exception>
    public CoreResult<TOther> Failed<TOther>() =>
        this switch
        {
            NotFound it => new CoreResult<TOther>.NotFound(it.Detail) { Answer = it.Answer },
            CredentialsRefused it => new CoreResult<TOther>.CredentialsRefused(it.Detail) { Answer = it.Answer },
            Forbidden it => new CoreResult<TOther>.Forbidden(it.Detail) { Answer = it.Answer },
            Misconfigured it => new CoreResult<TOther>.Misconfigured(it.Detail) { Answer = it.Answer },
            Unavailable it => new CoreResult<TOther>.Unavailable(it.Detail, it.RetryAfter) { Answer = it.Answer, NoConnection = it.NoConnection },
            Found => throw new InvalidOperationException("Something was found."),
            _ => throw new UnreachableException(),
        };
}
