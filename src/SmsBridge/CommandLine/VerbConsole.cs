using Spectre.Console;

namespace SmsBridge.CommandLine;

/// <summary>Where a verb reads and writes: the result to <see cref="Out"/>, all else to <see cref="Error"/>.</summary>
internal sealed class VerbConsole(TextReader input, TextWriter output, TextWriter error)
{
    /// <summary>Wide enough that no row of a redirected table is broken.</summary>
    private const int RedirectedWidth = 400;

    public TextReader In => input;

    public TextWriter Out => output;

    public TextWriter Error => error;

    /// <summary>A person sits there: somebody can be asked for a secret.</summary>
    public bool CanAsk { get; init; }

    /// <summary>A screen; otherwise a file, a pipe or a test.</summary>
    public bool IsScreen { get; init; }

    /// <summary>In characters.</summary>
    public int Width { get; init; } = RedirectedWidth;

    public static VerbConsole OfProcess() =>
        new(System.Console.In, System.Console.Out, System.Console.Error)
        {
            CanAsk = !System.Console.IsInputRedirected && !System.Console.IsErrorRedirected,
            IsScreen = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
            Width = System.Console.IsOutputRedirected ? RedirectedWidth : Math.Max(System.Console.WindowWidth, 40),
        };

    public void Draw(Table table)
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsScreen ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsScreen ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        screen.Profile.Width = Width;
        screen.Write(table);
    }

    /// <summary>Asks for a secret on the screen, without showing it.</summary>
    public string AskSecret(string prompt) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error), Interactive = InteractionSupport.Yes })
            .Prompt(new TextPrompt<string>(Markup.Escape(prompt)).Secret(mask: null).AllowEmpty());
}
