using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Trainer.Training;

/// <summary>Everything that a run depends on. Saved beside the weights and inside the model.</summary>
internal sealed record Recipe
{
    private const int SmallestFittedBatch = 8;
    private const int SmallestBatch = 2;
    private const double SmallestCrop = 0.01;

    /// <summary>Architecture, such as <c>resnet18</c>.</summary>
    public string Arch { get; init; } = "resnet18";

    /// <summary>Multiplier of the channel counts.</summary>
    public double Width { get; init; } = 1;

    /// <summary>Pixels a side, or columns where <see cref="ImageHeight"/> names the rows; null takes 28 for Fashion-MNIST and 224 for folders.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Rows of an input that is no square; null for a square.</summary>
    public int? ImageHeight { get; init; }

    /// <summary><see cref="InputSpec.Crop"/>; null takes that of the weights a training goes on from, or <c>center</c>.</summary>
    public string? Crop { get; init; }

    /// <summary><see cref="InputSpec.Resize"/>; null takes that of the weights a training goes on from, or <c>area</c>.</summary>
    public string? Resize { get; init; }

    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Images a step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Peak learning rate of the one-cycle schedule (Smith and Topin, 2018).</summary>
    public double Lr { get; init; } = 0.1;

    /// <summary>Share of the steps in which the learning rate rises linearly; it falls along a cosine afterwards.</summary>
    public double Warmup { get; init; } = 0.2;

    /// <summary>Nesterov momentum.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay of convolutions and linear weights; norms and biases have none.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Multiplier of the learning rate of biases, those of norms above all (Jordan, 2024, whose network for CIFAR-10 takes 64).</summary>
    public double BiasLr { get; init; } = 1;

    /// <summary>Probability mass that the target gives to all classes alike (Szegedy et al., 2016).</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Decay a step of the exponential moving average of the weights, which is what is validated and exported.</summary>
    public double EmaDecay { get; init; } = 0.998;

    /// <summary>Zero pixels added on each side before a random crop of the original size.</summary>
    public int PadCrop { get; init; } = 2;

    /// <summary>Mirror half of the images.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Share of the images of which a random rectangle is erased (Zhong et al., 2020).</summary>
    public double Erase { get; init; }

    /// <summary>Degrees, either way, that an image is turned about its middle at most.</summary>
    public double Rotate { get; init; }

    /// <summary>An image is enlarged by a factor up to 1 + this, or made smaller by as much, evenly in the factor's logarithm.</summary>
    public double Zoom { get; init; }

    /// <summary>Smallest share of the area that a random window keeps, shown in the whole size (Szegedy et al., 2015); 0 and 1 turn it off.</summary>
    public double CropScale { get; init; }

    /// <summary>Brightness, contrast and saturation of an image are multiplied by up to 1 ± this; 0 turns it off.</summary>
    public double ColorJitter { get; init; }

    /// <summary>One operation of random kind and strength for each image (Müller and Hutter, 2021, wide ranges).</summary>
    public bool TrivialAugment { get; init; }

    /// <summary>α of mixup's beta distribution (Zhang et al., 2018); 0 turns it off.</summary>
    public double Mixup { get; init; }

    /// <summary>α of CutMix's beta distribution (Yun et al., 2019); 0 turns it off. With mixup on as well, a coin decides for each batch.</summary>
    public double Cutmix { get; init; }

    /// <summary>Share of the batches that <see cref="Mixup"/> or <see cref="Cutmix"/> mixes.</summary>
    public double MixShare { get; init; } = 1;

    /// <summary>Probability that training leaves out the last residual block's branch, falling linearly to the first (Huang et al., 2016).</summary>
    public double StochasticDepth { get; init; }

    /// <summary>Residual blocks begin as the identity: the gain of each branch's last norm is 0 (Goyal et al., 2017).</summary>
    public bool ZeroGamma { get; init; }

    /// <summary>Convolutions begin with identity filters (Zagoruyko and Komodakis, 2017).</summary>
    public bool Dirac { get; init; }

    /// <summary>Every class is shown equally often, however many pictures it has.</summary>
    public bool BalancedSampling { get; init; }

    /// <summary>τ of logit adjustment (Menon et al., 2021): the loss sees logits + τ · log(share of the class in the training set), so that rare classes are not given up; 0 turns it off.</summary>
    public double LogitAdjustment { get; init; }

    /// <summary>What each stage's learning rate is multiplied by for every stage between it and the head (Howard and Ruder, 2018); 1: all alike.</summary>
    public double LayerLrDecay { get; init; } = 1;

    /// <summary>Stages, from the stem on, whose weights and norm statistics stay as they are.</summary>
    public int FrozenStages { get; init; }

    /// <summary>Norms keep the statistics that they begin with; their gain and shift still learn outside frozen stages.</summary>
    public bool FreezeNorms { get; init; }

    /// <summary>Multiplier of the learning rate of the last stage, the head.</summary>
    public double HeadLr { get; init; } = 1;

    /// <summary>Points of recall that any class of the old model may lose for a retrained one to be promoted.</summary>
    public double MaxRecallDrop { get; init; } = 2;

    /// <summary>
    /// Bundle, or <c>.onnx</c> file, whose answers are learned from too (Hinton, Vinyals and Dean, 2015); several with commas
    /// between them teach together. Null without one.
    /// </summary>
    public string? Teacher { get; init; }

    /// <summary>Weight of the teacher's answers in the loss, 0 to 1; the labels have the rest.</summary>
    public double TeacherWeight { get; init; } = 0.9;

    /// <summary>What divides teacher's and pupil's logits before they are compared: above 1, how a teacher ranks the wrong classes counts more.</summary>
    public double TeacherTemperature { get; init; } = 4;

    /// <summary>
    /// Share of the training set that is held out, class by class, and chooses the best epoch; null takes 2,500 pictures of a
    /// known data set and 0.2 of a folder without a validation set of its own.
    /// </summary>
    public double? ValidationShare { get; init; }

    /// <summary><c>fp32</c>, or <c>bf16</c>: activations and products in bfloat16, weights and statistics in float32.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Seed of initialisation, split, order and augmentation.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// The recipe for a set of so many pictures when nobody chose a batch: at least eight steps an epoch where that is
    /// possible, fewer pictures than a batch in one, and the learning rate in proportion to the batch (Goyal et al., 2017).
    /// </summary>
    public Recipe FittedTo(int pictures, bool keepsLr)
    {
        int batch = Batch;
        while (batch > SmallestFittedBatch && batch * 8 > pictures)
        {
            batch /= 2;
        }

        batch = Math.Min(batch, Math.Max(SmallestBatch, pictures));
        return this with { Batch = batch, Lr = keepsLr ? Lr : Lr * batch / Batch };
    }

    /// <summary>An input with the size and the preprocessing that the recipe names; what it leaves open stays. Only a centre crop keeps a margin.</summary>
    public InputSpec Applied(InputSpec input) => input with
    {
        Width = ImageSize ?? input.Width,
        Height = ImageHeight ?? ImageSize ?? input.Height,
        Crop = Crop ?? input.Crop,
        Resize = Resize ?? input.Resize,
        Margin = Crop is null or "center" ? input.Margin : 1,
    };

    /// <summary>Checks every field once; <paramref name="file"/> is where it comes from, null for the command line.</summary>
    /// <exception cref="InputException">A value in the file is out of its range.</exception>
    /// <exception cref="UsageException">A value on the command line is.</exception>
    public Recipe Validated(string? file)
    {
        Require(Epochs is >= 1 and <= 100_000, $"epochs is {Epochs}; expected 1 or more");
        Require(Batch is >= SmallestBatch and <= 65_536, $"batch is {Batch}; expected {SmallestBatch} to 65536 (batch norm needs {SmallestBatch})");
        Require(ImageSize is null or (>= 8 and <= 1024), $"image_size is {ImageSize}; expected 8 to 1024");
        Require(ImageHeight is null or (>= 8 and <= 1024), $"image_height is {ImageHeight}; expected 8 to 1024");
        Require(ImageHeight is null || ImageSize is not null, "image_height needs image_size, the width");
        Require(Crop is null or "center" or "none" or "pad", $"crop is '{Crop}'; known are center, none and pad");
        Require(Resize is null or "area" or "bilinear", $"resize is '{Resize}'; known are area and bilinear");
        Require(Lr > 0 && double.IsFinite(Lr), $"lr is {Lr}; expected a positive number");
        Require(Warmup is >= 0 and < 1, $"warmup is {Warmup}; expected 0 to below 1");
        Require(Momentum is >= 0 and < 1, $"momentum is {Momentum}; expected 0 to below 1");
        Require(WeightDecay is >= 0 and < 1, $"weight_decay is {WeightDecay}; expected 0 to below 1");
        Require(LabelSmoothing is >= 0 and < 1, $"label_smoothing is {LabelSmoothing}; expected 0 to below 1");
        Require(EmaDecay is >= 0 and < 1, $"ema_decay is {EmaDecay}; expected 0 (off) to below 1");
        Require(PadCrop is >= 0 and <= 64, $"pad_crop is {PadCrop}; expected 0 to 64");
        Require(Erase is >= 0 and <= 1, $"erase is {Erase}; expected 0 to 1");
        Require(Rotate is >= 0 and <= 180, $"rotate is {Rotate}; expected 0 (off) to 180 degrees");
        Require(Zoom is >= 0 and <= 4, $"zoom is {Zoom}; expected 0 (off) to 4");
        Require(CropScale is 0 or (>= SmallestCrop and <= 1), $"crop_scale is {CropScale}; expected {SmallestCrop} to 1, or 0 (off)");
        Require(ColorJitter is >= 0 and <= 1, $"color_jitter is {ColorJitter}; expected 0 (off) to 1");
        Require(BiasLr is > 0 and <= 1000, $"bias_lr is {BiasLr}; expected above 0 to 1000");
        Require(Mixup is >= 0 and <= 8, $"mixup is {Mixup}; expected 0 (off) to 8");
        Require(Cutmix is >= 0 and <= 8, $"cutmix is {Cutmix}; expected 0 (off) to 8");
        Require(MixShare is >= 0 and <= 1, $"mix_share is {MixShare}; expected 0 to 1");
        Require(StochasticDepth is >= 0 and < 1, $"stochastic_depth is {StochasticDepth}; expected 0 to below 1");
        Require(LogitAdjustment is >= 0 and <= 10, $"logit_adjustment is {LogitAdjustment}; expected 0 (off) to 10");
        Require(LogitAdjustment == 0 || !BalancedSampling, "balanced_sampling and logit_adjustment both make up for the same imbalance; choose one");
        Require(LayerLrDecay is > 0 and <= 1, $"layer_lr_decay is {LayerLrDecay}; expected above 0 to 1 (all layers alike)");
        Require(FrozenStages is >= 0 and <= 100, $"frozen_stages is {FrozenStages}; expected 0 (none) or more");
        Require(HeadLr is > 0 and <= 1000, $"head_lr is {HeadLr}; expected above 0 to 1000");
        Require(MaxRecallDrop is >= 0 and <= 100, $"max_recall_drop is {MaxRecallDrop}; expected 0 to 100 points");
        Require(Teacher?.Split(',').Contains("") is not true, $"teacher is '{Teacher}'; expected a bundle, several with commas between them, or leave it out");
        Require(TeacherWeight is >= 0 and <= 1, $"teacher_weight is {TeacherWeight}; expected 0 to 1");
        Require(TeacherTemperature is > 0 and <= 100, $"teacher_temperature is {TeacherTemperature}; expected above 0 to 100");
        Require(ValidationShare is null or (> 0 and < 1), $"validation_share is {ValidationShare}; expected above 0 and below 1");
        Require(Seed >= 0, $"seed is {Seed}; expected 0 or more");
        Require(Precision is "fp32" or "bf16", $"precision is '{Precision}'; known are fp32 and bf16");
        return this;

        void Require(bool condition, string reason)
        {
            if (!condition)
            {
                throw file is null ? new UsageException(reason) : new InputException($"{file}: {reason}");
            }
        }
    }
}
