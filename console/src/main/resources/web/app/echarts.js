/** The parts of ECharts that the page uses; loaded when the first chart is drawn. */
import {BarChart, GaugeChart, LineChart} from 'echarts/charts';
import {AriaComponent, GridComponent, TooltipComponent} from 'echarts/components';
import {init, use} from 'echarts/core';
import {CanvasRenderer} from 'echarts/renderers';

use([BarChart, GaugeChart, LineChart, AriaComponent, GridComponent, TooltipComponent, CanvasRenderer]);

export {init};
