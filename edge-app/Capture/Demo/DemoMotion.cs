namespace EdgeResNet.EdgeApp.Capture.Demo;

/// <summary>Motion of one object: five slow waves with their own rates and phases, each within −1…1, over seconds.</summary>
internal readonly struct DemoMotion
{
    private readonly Wave driftX;
    private readonly Wave driftY;
    private readonly Wave turn;
    private readonly Wave zoom;
    private readonly Wave brightness;

    private DemoMotion(Random random)
    {
        driftX = new Wave(random);
        driftY = new Wave(random);
        turn = new Wave(random);
        zoom = new Wave(random);
        brightness = new Wave(random);
    }

    /// <summary>Draws a random motion.</summary>
    public static DemoMotion Draw(Random random) => new(random);

    /// <summary>Sideways.</summary>
    public double DriftX(double seconds) => driftX.At(seconds);

    /// <summary>Up and down.</summary>
    public double DriftY(double seconds) => driftY.At(seconds);

    /// <summary>Rotation.</summary>
    public double Turn(double seconds) => turn.At(seconds);

    /// <summary>Scale.</summary>
    public double Zoom(double seconds) => zoom.At(seconds);

    /// <summary>Brightness.</summary>
    public double Brightness(double seconds) => brightness.At(seconds);

    private readonly struct Wave(Random random)
    {
        private readonly double hertz = 0.15 + (0.25 * random.NextDouble());
        private readonly double phase = 2 * Math.PI * random.NextDouble();

        public double At(double seconds) => Math.Sin((2 * Math.PI * hertz * seconds) + phase);
    }
}
