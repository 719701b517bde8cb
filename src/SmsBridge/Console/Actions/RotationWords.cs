using SmsBridge.Operators;
using SmsBridge.Partners;

namespace SmsBridge.Console.Actions;

/// <summary>What became of a rotation, for an operator.</summary>
internal static class RotationWords
{
    public static Outcome Of(RotationResult result, string gone, Func<NewSecret, string> made) =>
        result switch
        {
            RotationResult.Made done => new Outcome.Secret(made(done.New), done.New.Shown),
            RotationResult.Asks asks => new Outcome.Refused($"Nothing was made yet. {asks.Words} Confirm that you know it.", "confirm"),
            RotationResult.Full full => new Outcome.Refused($"Nothing was made. {full.Words}", "atOnce"),
            _ => new Outcome.NotFound(gone),
        };
}
