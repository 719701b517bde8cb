namespace SmsBridge.Simulator.Demo;

/// <summary>The demo's command line.</summary>
internal sealed record DemoArguments(bool Once = false, bool Help = false, bool Gateway = false)
{
    public const string Usage = """
        SmsBridge demo: a stand-in core, a stand-in Twilio and the real bridge, all on this machine. No SMS leaves it.

        Usage: dotnet run --project src/SmsBridge.Simulator [-- --once]

          (nothing)   take the tour, then stay up for your own curl calls until Ctrl+C
                      ports: bridge 9191, core 9192, Twilio 9193; free ones where these are taken
          --once      take the tour on free ports and exit: 0 when all SMS arrived, 1 when not
          --gateway   only a stand-in HTTP gateway on port 9194, until Ctrl+C: for docs/providers.md
          --help      this text
        """;

    public static bool TryParse(IReadOnlyList<string> args, out DemoArguments arguments, out string problem)
    {
        (arguments, problem) = (new DemoArguments(), "");
        foreach (var argument in args)
        {
            switch (argument)
            {
                case "--once":
                    arguments = arguments with { Once = true };
                    break;
                case "--gateway":
                    arguments = arguments with { Gateway = true };
                    break;
                case "--help" or "-h" or "-?":
                    arguments = arguments with { Help = true };
                    break;
                default:
                    problem = $"Unknown argument: {argument}.";
                    return false;
            }
        }

        return true;
    }
}
