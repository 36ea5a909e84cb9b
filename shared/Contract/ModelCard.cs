namespace EdgeResNet.Shared.Contract;

/// <summary><c>card.json</c>: everything that a user of a bundle needs to know.</summary>
public sealed record ModelCard
{
    /// <summary>The version of this record that this build reads and writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of this record.</summary>
    public required int Schema { get; init; }

    /// <summary>The bundle's name, such as <c>fashion-resnet18</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The network.</summary>
    public required ArchitectureSpec Architecture { get; init; }

    /// <summary>Trained parameters of the network before batch norm was folded.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulates of one image, convolutions and linear layers.</summary>
    public required long Macs { get; init; }

    /// <summary>The input of the graph.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>The outputs of the graph.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>Accuracy on data that was not trained on; absent if not measured.</summary>
    public MetricsSpec? Metrics { get; init; }

    /// <summary>How the checkpoint was chosen; absent where nothing was chosen, and in older cards.</summary>
    public SelectionSpec? Selection { get; init; }

    /// <summary>The fit of temperature and threshold; absent without one.</summary>
    public CalibrationSpec? Calibration { get; init; }

    /// <summary>The proof that the file computes the same as the trained network.</summary>
    public required ParitySpec Parity { get; init; }

    /// <summary>Model files by precision: <c>fp32</c>, <c>fp16</c>, <c>int8</c>, <c>int8-trt</c>.</summary>
    public required IReadOnlyDictionary<string, FileSpec> Files { get; init; }

    /// <summary>Some of the training pictures: features, names and thumbnails; absent where none travel with the bundle, and in older cards.</summary>
    public FileSpec? Learned { get; init; }

    /// <summary>How the network was trained.</summary>
    public required TrainingSpec Training { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string License { get; init; }

    /// <summary>Licence of the data that they were trained on.</summary>
    public required string DataLicense { get; init; }
}
