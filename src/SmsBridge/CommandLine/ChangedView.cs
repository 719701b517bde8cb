using SmsBridge.Operators;

namespace SmsBridge.CommandLine;

/// <summary>A change of something of a tenant's that has no view of its own.</summary>
/// <param name="Changed">False: it was so already.</param>
internal sealed record ChangedView(string TenantId, bool Changed, string Words)
{
    /// <summary>Shows what was done; null: it was not, and the caller says why.</summary>
    public static int? Tell(VerbCall call, string identifier, Outcome outcome)
    {
        var view = outcome switch
        {
            Outcome.Done done => new ChangedView(identifier, Changed: true, done.Words),
            Outcome.Unchanged unchanged => new ChangedView(identifier, Changed: false, unchanged.Words),
            _ => null,
        };
        if (view is null)
        {
            return null;
        }

        call.Output.Result(view, ResultJson.Of.ChangedView, changed => call.Output.Line(changed.Words));
        return ExitCodes.Done;
    }
}
