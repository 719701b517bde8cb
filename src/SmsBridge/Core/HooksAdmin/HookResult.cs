namespace SmsBridge.Core.HooksAdmin;

/// <summary>The outcome of asking a core about its hooks, or to change them. Details are plain words without secrets.</summary>
internal abstract record HookResult<T>
{
    private HookResult()
    {
    }

    public sealed record Done(T Value) : HookResult<T>;

    /// <summary>
    /// What was asked for is wrong, by the core's rules or by ours: an operator has to read it and ask for something else.
    /// Nothing was changed.
    /// </summary>
    /// <param name="Detail">All of it in one line.</param>
    /// <param name="Problems">One by one; at least one.</param>
    public sealed record Refused(string Detail, IReadOnlyList<HookProblem> Problems) : HookResult<T>
    {
        public Refused(IReadOnlyList<HookProblem> problems)
            : this(string.Join(' ', problems.Select(problem => problem.Message)), problems)
        {
        }
    }

    /// <summary>It could not be asked, or not by this user, or there is no such hook.</summary>
    /// <param name="Failure">Never <c>Found</c>.</param>
    public sealed record Failed(CoreResult<T> Failure) : HookResult<T>;

    /// <summary>Why it was not done, in plain words.</summary>
    /// <exception cref="InvalidOperationException">It was.</exception>
    public string WhyNot() =>
        this switch
        {
            Refused it => it.Detail,
            Failed { Failure: CoreResult<T>.NotFound } => "There is no such hook in the core.",
            Failed { Failure: CoreResult<T>.Failure it } => it.Detail,
            _ => throw new InvalidOperationException("It was done."),
        };

    /// <summary>The same misfortune for another kind of answer.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public HookResult<TOther> As<TOther>() =>
        this switch
        {
            Refused it => new HookResult<TOther>.Refused(it.Detail, it.Problems),
            Failed it => new HookResult<TOther>.Failed(it.Failure.Failed<TOther>()),
            _ => throw new InvalidOperationException("It was done."),
        };
}

/// <summary>One thing wrong with a hook.</summary>
/// <param name="Code">The core's code, e.g. <c>validation.msg.hook.url.invalid</c>; ours begin with <c>smsbridge.</c>.</param>
/// <param name="Parameter">What it is about, e.g. <c>name</c> or <c>Payload URL</c>; null when the core does not say.</param>
/// <param name="Message">In plain words, the core's own where it spoke; one line.</param>
internal sealed record HookProblem(string Code, string? Parameter, string Message);
